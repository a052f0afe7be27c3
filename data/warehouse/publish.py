"""How a new snapshot replaces the current one: built in a file of its own, checked, then named in one atomic step.

A crash at any point leaves the current snapshot as it was; readers never see half a load.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from data.commune import Commune
from data.errors import BusyError, IdentityError, LostPointerError, ReadOnlyError
from data.storage import Scratch, storage_failures, write_whole
from data.warehouse import snapshot
from data.warehouse.statements import statements_of, tables, upgrades
from data.warehouse.zone_sets import replace_former_columns

statement = statements_of(__file__)

_MEMORY_LIMIT = "1GB"
"""Keeps a load of five million rows under 1.5 GiB for the whole process; beyond, DuckDB spills to the disk."""

_PATIENCE = 5.0
"""Seconds that a load waits for another to end, before it is refused."""


@dataclass
class Draft:
    """The snapshot being built.

    Attributes
    ----------
    changed : set by whoever changes the draft; an unchanged draft is not published.
    dry_run : whether it will not be published, so that nothing may be written outside it.
    functions : names of the functions of Python that its statements may call already.
    files : files of the home that come with it, by their path there: they are kept when it is published, or not at all.
    purged : set by a purge: the snapshot is then written anew, and no other one is kept.
    version : number of the snapshot that holds the result, known when the block ends.
    """

    commune: Commune
    connection: duckdb.DuckDBPyConnection
    version: str
    dry_run: bool = False
    functions: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    changed: bool = False
    purged: bool = False

    def keep(self, name: str, content: bytes) -> None:
        """Make a file of the home, by its path there, come with the draft."""
        self.files[name] = content
        self.changed = True


@contextlib.contextmanager
def alone(home: Path) -> Iterator[Path]:
    """Keep everybody else from changing the snapshots, and give their folder.

    Raises
    ------
    BusyError : somebody else is changing them, and does not end soon.
    FullDiskError, ReadOnlyError : they cannot be written.
    """
    folder = snapshot.folder(home)
    with storage_failures():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / "lock").acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise BusyError() from error
        except PermissionError as error:
            raise ReadOnlyError() from error
        with lock:
            _join(home)
            try:
                yield folder
            finally:
                # Files that cannot join the others now are read where they are, until the next change.
                with contextlib.suppress(OSError):
                    _join(home)


@contextlib.contextmanager
def publishing(commune: Commune, *, dry_run: bool = False) -> Iterator[Draft]:
    """Open a draft of the next snapshot; publish it when the block ends without an exception.

    Parameters
    ----------
    dry_run : do everything but publish, in a copy: other loads neither wait for it nor make it wait.

    Raises
    ------
    BusyError : another load is still running; nothing is done.
    FullDiskError, ReadOnlyError : the draft cannot be written; nothing is left of it.
    DamagedSnapshotError, LostPointerError : what is published does not read; nothing is done.
    IdentityError : the draft does not add up; nothing is published.
    """
    with _scratch() if dry_run else alone(commune.home) as folder:
        current = snapshot.current_version(commune.home)
        partial = folder / "partial.duckdb"
        _discard(folder)
        try:
            with _opened(commune.home, current, partial) as connection:
                draft = Draft(commune, connection, current or "", dry_run=dry_run)
                _create(draft, is_first=current is None)
                yield draft
                if draft.changed and not dry_run:
                    _count(connection)
                    connection.execute("CHECKPOINT")
                    partial = _write_anew(connection, partial) if draft.purged else partial
            if draft.changed and not dry_run:
                draft.version = _publish(draft, partial)
        finally:
            _discard(folder)
        if draft.purged and not dry_run:
            _keep_alone(commune.home, draft.version)


def _opened(home: Path, current: str | None, partial: Path) -> duckdb.DuckDBPyConnection:
    """Open a draft: a copy of the published version, empty before the first one."""
    settings = {
        "memory_limit": _MEMORY_LIMIT,
        "temp_directory": str(partial.with_name("spill")),
        # A list of many values would be read as a join, out of which the rows of a large file come in another order.
        "disabled_optimizers": "in_clause",
    }
    if current is None:
        return duckdb.connect(partial, config={**settings})
    return snapshot.open_copy(home, current, partial, settings)


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """Folder of a draft that nobody will see: it waits for no load, and no load waits for it."""
    with storage_failures(), contextlib.closing(Scratch()) as scratch:
        yield scratch.path


def bring_up_to_date(commune: Commune) -> None:
    """Publish the current snapshot anew when it lacks a table or a column that today's screens ask for.

    A snapshot is made by the version of the product that loads a file; the next version may know more.

    Raises
    ------
    DamagedSnapshotError : the current snapshot cannot be opened.
    """
    version = snapshot.current_version(commune.home)
    if version is None:
        return
    with snapshot.open_version(commune.home, version) as current:
        is_older = _is_older(current)
    if is_older:
        with publishing(commune) as draft:
            draft.changed = True


def _is_older(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a snapshot lacks a table or a column of today's."""
    return not _columns_of_today() <= _columns(connection)


@cache
def _columns_of_today() -> frozenset[tuple[str, ...]]:
    with duckdb.connect() as empty:
        for table in tables():
            empty.execute(table)
        return _columns(empty)


def _columns(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, ...]]:
    return frozenset(connection.execute(statement("publication/columns")).fetchall())


def _create(draft: Draft, *, is_first: bool) -> None:
    """Make the tables and columns that the draft lacks: all at first, then what a newer version brings."""
    is_older = not is_first and _is_older(draft.connection)
    if is_first or is_older:
        for made in (*(upgrades() if is_older else ()), *tables()):
            draft.connection.execute(made)
    if is_older:
        replace_former_columns(draft.connection)
    if is_first:
        named = {"insee_code": draft.commune.insee_code, "name": draft.commune.name}
        draft.connection.execute(statement("publication/commune_zone"), named)


def _count(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(statement("publication/unused_zone_sets"))
    connection.execute(statement("publication/monthly_count"))
    unbalanced = connection.execute(statement("publication/unbalanced_levels")).fetchall()
    if unbalanced:
        raise IdentityError(f"zones and not located do not add up to the facts: {unbalanced}")


def _publish(draft: Draft, partial: Path) -> str:
    home = draft.commune.home
    # Before the first publication, a version that is there is what a killed one has left.
    taken = snapshot.versions(home) if draft.version else ()
    version = f"{max(map(int, taken), default=0) + 1:06d}"
    for name, content in draft.files.items():
        path = snapshot.coming(home, version) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    _flush(partial)
    # It tells a version that was not published, where a process is killed between the two steps that follow.
    following = snapshot.following(home)
    write_whole(following, version.encode())
    partial.rename(snapshot.path_of(home, version))
    following.replace(snapshot.folder(home) / "current")
    return version


def point_at(home: Path, version: str) -> None:
    """Make a version the published one, in one step; the caller is ``alone``."""
    write_whole(snapshot.folder(home) / "current", version.encode())


def _join(home: Path) -> None:
    """Move to the home the files that came with the published version, and drop what a killed load did not publish."""
    try:
        published = snapshot.current_version(home)
    except LostPointerError:
        return
    _drop_unpublished(home, published)
    for came in snapshot.folder(home).glob("*.home"):
        is_published = came.stem == published
        for path in filter(Path.is_file, sorted(came.rglob("*")) if is_published else ()):
            kept = home / path.relative_to(came)
            kept.parent.mkdir(exist_ok=True)
            path.replace(kept)
        # Of a version that is kept where no pointer says so, they still join the others when it is returned to.
        if is_published or not published or not snapshot.path_of(home, came.stem).exists():
            shutil.rmtree(came)


def _drop_unpublished(home: Path, published: str | None) -> None:
    """Remove the version that a killed load had built, and the name that it had not taken."""
    unpublished = snapshot.unpublished(home)
    if not published or unpublished is None:
        return
    if unpublished != published:
        snapshot.path_of(home, unpublished).unlink(missing_ok=True)
    snapshot.following(home).unlink()


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_anew(connection: duckdb.DuckDBPyConnection, partial: Path) -> Path:
    """Copy the draft into a file that never contained what was deleted from it."""
    anew = partial.with_name("partial.anew.duckdb")
    connection.execute(statement("publication/attached_anew"), {"path": str(anew)})
    connection.execute(statement("publication/written_anew"))
    connection.execute("CHECKPOINT anew")
    return anew


def _keep_alone(home: Path, version: str) -> None:
    """Remove every snapshot but one, and what DuckDB spilled on the disk."""
    for other in snapshot.versions(home):
        if other != version:
            snapshot.path_of(home, other).unlink()
    spilled = snapshot.folder(home) / "spill"
    if spilled.exists():
        shutil.rmtree(spilled)


def _discard(folder: Path) -> None:
    """Remove drafts, whether this one's or those that a crash left."""
    for path in folder.glob("partial.*"):
        path.unlink()
