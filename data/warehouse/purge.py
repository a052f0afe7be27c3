"""Remove for ever what is older than the retention of its source.

As for a load, all happens or nothing does, and readers see no step of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.commune import Commune
from data.errors import NoDataError, SettingsError
from data.intake import profiles
from data.model import Kind, add_months, format_month
from data.warehouse import repository, snapshot
from data.warehouse.publish import Draft, publishing
from data.warehouse.removal import execute_all, removal
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_OUTDATED = (
    "purge/outdated_facts", "purge/outdated_superseded_facts", "purge/outdated_figures",
    "purge/outdated_superseded_figures", "purge/outdated_residents", "purge/outdated_superseded_residents",
    "purge/outdated_respondents",
)  # fmt: skip


@dataclass(frozen=True)
class Purged:
    """What a purge removed, or would remove.

    Attributes
    ----------
    kept_from : first month kept, ``YYYY-MM``, by source that has a retention.
    removed : rows older than that, by source.
    deliveries : files of which nothing is kept.
    versions : snapshots that are gone.
    snapshot : number of the only one that is left.
    """

    kept_from: Mapping[str, str]
    removed: Mapping[str, int]
    deliveries: int
    versions: tuple[str, ...]
    snapshot: str


def purge(commune: Commune, today: date, *, dry_run: bool = False) -> Purged:
    """Remove what is older than the retention of its source, and every version but the one that is left.

    Months go whole, so that none is shown with a part of its facts: with 12, the current month and the twelve before it
    are kept. A year without its months goes once it is wholly older. What a source without retention gave is kept; of
    deliveries undone earlier, and of what was deleted, nothing stays either: the snapshot is written anew, alone.

    Killed before it published, a purge changes nothing; killed after, the next one removes what it left.

    Parameters
    ----------
    today : the day from which months are counted.
    dry_run : count what would go, without changing anything.

    Raises
    ------
    NoDataError : nothing has been published.
    SettingsError : the settings name a source that does not exist: what it gave would be kept for ever.
    """
    if snapshot.current_version(commune.home) is None:
        raise NoDataError(name=commune.name)
    kept_from = {source: add_months(today, -months) for source, months in commune.retention.items()}
    removed, deliveries = {}, 0
    with publishing(commune, dry_run=dry_run) as draft, removal(draft):
        _check_sources(commune, draft)
        for source, month in kept_from.items():
            retention = {"source": source, "kept_from": month}
            removed[source] = execute_all(draft, map(statement, _OUTDATED), retention)
            deliveries += execute_all(draft, [statement("purge/outdated_deliveries")], retention)
        gone = tuple(snapshot.versions(commune.home))
        draft.purged = True
    months = {source: format_month(month) for source, month in kept_from.items()}
    return Purged(months, removed, deliveries, gone, draft.version)


def _check_sources(commune: Commune, draft: Draft) -> None:
    known = {*profiles.read_profiles(commune.home), *Kind, *repository.deliveries(draft.connection)["source"]}
    for source in commune.retention:
        if source not in known:
            problem = f"« {source} », parmi les durées de conservation, n’est le nom d’aucune source"
            raise SettingsError(path=commune.home / "commune.toml", problem=problem)
