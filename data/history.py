"""What a commune takes back: a delivery is undone, an earlier version comes back, what is too old is purged.

As for a load, all happens or nothing does, and readers see no step of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.commune import Commune
from data.errors import (
    DependentDeliveryError,
    NoDataError,
    SettingsError,
    UnknownDeliveryError,
    UnknownVersionError,
)
from data.intake import profiles
from data.intake.population import residents
from data.model import Kind, add_months, format_month
from data.warehouse import repository, snapshot
from data.warehouse.publish import Draft, alone, point_at, publishing
from data.warehouse.statements import statement

_UNDONE = (
    "history/undone_facts", "history/undone_figures", "history/undone_residents", "history/undone_respondents",
    "history/undone_zone_links",
)  # fmt: skip
_RESTORED = ("history/restored_facts", "history/restored_figures", "history/restored_residents")
_OUTDATED = (
    "history/outdated_facts", "history/outdated_superseded_facts", "history/outdated_figures",
    "history/outdated_superseded_figures", "history/outdated_residents", "history/outdated_superseded_residents",
    "history/outdated_respondents",
)  # fmt: skip
"""What becomes of rows: facts of the commune, figures that the State publishes, residents, who answered a survey."""
_UNANSWERED = ("history/unanswered_answers", "history/unanswered_questions", "history/unanswered_waves")
"""What goes with the last respondent of a wave."""


@dataclass(frozen=True)
class Undone:
    """What undoing a delivery did.

    Attributes
    ----------
    removed : rows that the file had given and that are gone.
    restored : rows that the file had corrected and that are back.
    snapshot : number of the snapshot without the delivery.
    """

    delivery: int
    source: str
    file: str
    removed: int
    restored: int
    snapshot: str


def undo(commune: Commune, delivery: int) -> Undone:
    """Publish the snapshot as if a file had never come: its rows go, those that it had corrected come back.

    A delivery on which a later one of its source stands (rows were set aside as already known, counts were corrected)
    waits for that one to be undone: what the later file gives would be other without it. Undone and loaded again, a
    file gives the same content.

    Raises
    ------
    UnknownDeliveryError : no delivery has this number.
    DependentDeliveryError : a later delivery is to be undone first.
    """
    numbered = {"delivery": delivery}
    with publishing(commune) as draft:
        later = draft.connection.execute(statement("history/dependent_deliveries"), numbered).fetchall()
        if later:
            raise DependentDeliveryError(delivery=delivery, later=", ".join(str(number) for (number,) in later))
        undone = draft.connection.execute(statement("history/undone_delivery"), numbered).fetchone()
        if undone is None:
            raise UnknownDeliveryError(delivery=delivery)
        for told in ("history/undone_rejections", "history/undone_reviews"):
            draft.connection.execute(statement(told), numbered)
        draft.connection.execute(statement("history/population_as_given"))
        removed, restored = (_moved(draft, rows, numbered) for rows in (_UNDONE, _RESTORED))
        residents.spread(draft.connection)
        for unanswered in _UNANSWERED:
            draft.connection.execute(statement(unanswered))
        draft.connection.execute(statement("history/unused_categories"))
        draft.changed = True
    source, file = undone
    return Undone(delivery, source, file, removed, restored, draft.version)


@dataclass(frozen=True)
class Version:
    """One snapshot that is kept.

    Attributes
    ----------
    current : whether it is the one that readers see.
    facts : facts that it holds.
    loaded, undone : files that it has, and that it has no more, since the version kept before it; both empty when
        something else changed, zones for example.
    """

    version: str
    published_at: datetime
    current: bool
    facts: int
    loaded: tuple[str, ...]
    undone: tuple[str, ...]


def versions(commune: Commune) -> list[Version]:
    """Snapshots that are kept, the latest first."""
    current = snapshot.current_version(commune.home)
    found: list[Version] = []
    before: dict[tuple[int, datetime], str] = {}
    for version in reversed(snapshot.versions(commune.home)):
        with snapshot.open_version(commune.home, version) as connection:
            deliveries = repository.deliveries(connection)
            facts = int(repository.categories(connection)["n_events"].sum())
        files = {(row.delivery, row.loaded_at): row.file for row in deliveries[::-1].itertuples()}
        found.append(
            Version(
                version,
                datetime.fromtimestamp(snapshot.path_of(commune.home, version).stat().st_mtime),
                version == current,
                facts,
                tuple(file for loaded, file in files.items() if loaded not in before),
                tuple(file for loaded, file in before.items() if loaded not in files),
            )
        )
        before = files
    return found[::-1]


def rollback(commune: Commune, version: str) -> str:
    """Make an earlier version the published one again, in one step; none is lost, and the next one numbers on.

    Parameters
    ----------
    version : its number, with or without its leading zeros.

    Returns
    -------
    Number of the version that is now published.

    Raises
    ------
    UnknownVersionError : no version that is kept has this number.
    """
    number = version.zfill(6)
    with alone(commune.home):
        if number not in snapshot.versions(commune.home):
            raise UnknownVersionError(version=version)
        point_at(commune.home, number)
    return number


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
    dry_run : tell what would go, without changing anything.

    Raises
    ------
    NoDataError : nothing has been published.
    SettingsError : the settings name a source that does not exist: what it holds would be kept for ever.
    """
    if snapshot.current_version(commune.home) is None:
        raise NoDataError(name=commune.name)
    kept_from = {source: add_months(today, -months) for source, months in commune.retention.items()}
    with publishing(commune, dry_run=dry_run) as draft:
        _check_sources(commune, draft)
        draft.connection.execute(statement("history/population_as_given"))
        removed, deliveries = {}, 0
        for source, month in kept_from.items():
            outdated = {"source": source, "kept_from": month}
            removed[source] = _moved(draft, _OUTDATED, outdated)
            deliveries += _moved(draft, ("history/outdated_deliveries",), outdated)
        residents.spread(draft.connection)
        for left in ("history/outdated_rejections", "history/outdated_reviews", *_UNANSWERED):
            draft.connection.execute(statement(left))
        draft.connection.execute(statement("history/unused_categories"))
        gone = tuple(snapshot.versions(commune.home))
        draft.changed = draft.purged = True
    months = {source: format_month(month) for source, month in kept_from.items()}
    return Purged(months, removed, deliveries, gone, draft.version)


def _check_sources(commune: Commune, draft: Draft) -> None:
    known = {*profiles.read_profiles(commune.home), *Kind, *repository.deliveries(draft.connection)["source"]}
    for source in commune.retention:
        if source not in known:
            problem = f"« {source} », parmi les durées de conservation, n’est le nom d’aucune source"
            raise SettingsError(path=commune.home / "commune.toml", problem=problem)


def _moved(draft: Draft, statements: Sequence[str], parameters: Mapping[str, object]) -> int:
    """How many rows these statements removed, or put back."""
    return sum(draft.connection.execute(statement(name), parameters).fetchall()[0][0] for name in statements)
