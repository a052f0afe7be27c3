"""What a commune takes back: a delivery is undone, an earlier version comes back.

As for a load, all happens or nothing does, and readers see no step of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data.commune import Commune
from data.errors import DependentDeliveryError, UnknownDeliveryError, UnknownVersionError
from data.warehouse import repository, snapshot
from data.warehouse.publish import Draft, alone, point_at, publishing
from data.warehouse.statements import statement

_ROWS = ("facts", "figures")
"""What a file gives: facts of the commune, or figures that the State publishes."""


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
        draft.connection.execute(statement("history/undone_rejections"), numbered)
        removed, restored = (_changed(draft, step, numbered) for step in ("undone", "restored"))
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


def _changed(draft: Draft, step: str, parameters: Mapping[str, object]) -> int:
    """Take one step of an undoing for facts and for figures alike; how many rows it moved."""
    return sum(
        draft.connection.execute(statement(f"history/{step}_{rows}"), parameters).fetchall()[0][0] for rows in _ROWS
    )
