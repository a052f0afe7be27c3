"""The versions of the data that are kept, and the return to an earlier one."""

from dataclasses import dataclass
from datetime import datetime

from data.commune import Commune
from data.errors import UnknownVersionError
from data.warehouse import repository, snapshot
from data.warehouse.publish import alone, point_at


@dataclass(frozen=True)
class Version:
    """One snapshot that is kept.

    Attributes
    ----------
    current : whether it is the one that readers see.
    facts : number of facts.
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
    """Snapshots that are kept, the latest first.

    Raises
    ------
    DamagedSnapshotError, LostPointerError : one of them, or the published one, does not read.
    """
    current = snapshot.current_version(commune.home)
    if current is not None:
        snapshot.check(commune.home, current)
    kept: list[Version] = []
    earlier: dict[tuple[int, datetime], str] = {}
    for version in reversed(snapshot.versions(commune.home)):
        with snapshot.open_version(commune.home, version) as connection:
            deliveries = repository.deliveries(connection)
            facts = int(repository.categories(connection)["n_events"].sum())
        files = {(row.delivery, row.loaded_at): row.file for row in deliveries[::-1].itertuples()}
        kept.append(
            Version(
                version,
                datetime.fromtimestamp(snapshot.path_of(commune.home, version).stat().st_mtime),
                version == current,
                facts,
                tuple(file for delivery, file in files.items() if delivery not in earlier),
                tuple(file for delivery, file in earlier.items() if delivery not in files),
            )
        )
        earlier = files
    return kept[::-1]


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
    DamagedSnapshotError : it does not open.
    """
    number = version.zfill(6)
    with alone(commune.home):
        if number not in snapshot.versions(commune.home):
            raise UnknownVersionError(version=version)
        snapshot.check(commune.home, number)
        point_at(commune.home, number)
    return number
