"""Where the snapshots of a home lie, and how the current one is opened for reading.

``snapshots/current`` holds the number of the published version; ``snapshots/<number>.duckdb`` never changes once
named there. ``snapshots/<number>.home`` has the files of the home that come with a version (descriptions, answers,
streets, outlines): they are worth what it is, until they join the others there.
"""

import contextlib
import glob
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import duckdb

from data import definitions
from data.errors import DamagedSnapshotError, LostPointerError, NoDataError

Connection = duckdb.DuckDBPyConnection
_T = TypeVar("_T")

_HEADERS = 3 * 4096
"""Bytes of a file of DuckDB before its blocks."""


def folder(home: Path) -> Path:
    """Folder of the snapshots of ``home``."""
    return home / "snapshots"


def path_of(home: Path, version: str) -> Path:
    """File of one version."""
    return folder(home) / f"{version}.duckdb"


def current_version(home: Path) -> str | None:
    """Number of the published version, None before the first one.

    Raises
    ------
    LostPointerError : versions are kept, and none is named; a load would begin anew without them.
    """
    pointer = folder(home) / "current"
    named = pointer.read_text(encoding="ascii", errors="replace").strip() if pointer.exists() else ""
    if named.isdecimal():
        return named
    # A first publication that was killed has written both files and named neither: nothing is published yet.
    if versions(home) in ([], [unpublished(home)]):
        return None
    raise LostPointerError(advice=_way_back(home))


def following(home: Path) -> Path:
    """What the pointer becomes when a version is published."""
    return folder(home) / "current.next"


def unpublished(home: Path) -> str | None:
    """Number of the version that a killed load was about to publish; None where no load was."""
    path = following(home)
    return path.read_text(encoding="ascii", errors="replace") if path.exists() else None


def versions(home: Path) -> list[str]:
    """Numbers of the versions that are kept, the latest first."""
    return sorted((path.stem for path in folder(home).glob("*.duckdb") if path.stem.isdigit()), reverse=True)


def coming(home: Path, version: str) -> Path:
    """Folder of the files that come with a version, laid out as in the home."""
    return folder(home) / f"{version}.home"


def files(home: Path, pattern: str) -> dict[str, Path]:
    """Where files of the home are, those that came with the published version included, by their path in the home."""
    coming_first = [
        {name: folder / name for name in sorted(glob.glob(pattern, root_dir=folder))} for folder in _folders(home)
    ]
    return coming_first[1] | coming_first[0]


def content(home: Path, name: str) -> bytes | None:
    """What a file of the home holds, that of the published version if it came with one; None where there is none."""
    for folder in _folders(home):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return (folder / name).read_bytes()
    return None


def _folders(home: Path) -> tuple[Path, Path]:
    """Where a file of the home may be: it moves from the first to the second in one step, never back."""
    return coming(home, current_version(home) or ""), home


def read_file(home: Path, name: str, model: type[_T]) -> _T | None:
    """Definitions of a file of the home, that of the published version if it came with one; None where there is none.

    Raises
    ------
    DefinitionError : it is faulty.
    """
    path = files(home, name).get(name)
    return definitions.read(path, model, moved=home / name) if path else None


def open_version(home: Path, version: str) -> duckdb.DuckDBPyConnection:
    """Open one version, read-only; it keeps its content whatever is published afterwards.

    Raises
    ------
    DamagedSnapshotError : its file is missing, cut or no database.
    """
    try:
        return _opened(path_of(home, version))
    except (duckdb.Error, OSError) as error:
        raise _damaged(home, version, error) from error


def open_copy(home: Path, version: str, copy: Path, settings: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """Copy one version, and open the copy to change it.

    Raises
    ------
    DamagedSnapshotError : its file is missing, cut or no database.
    """
    try:
        shutil.copyfile(path_of(home, version), copy)
        return _opened(copy, settings)
    except (duckdb.Error, FileNotFoundError) as error:
        raise _damaged(home, version, error) from error


def check(home: Path, version: str) -> None:
    """Refuse a version that does not open.

    Raises
    ------
    DamagedSnapshotError
    """
    open_version(home, version).close()


def _opened(path: Path, settings: Mapping[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """Open a file: read-only, or to change it with the settings of a draft."""
    size = path.stat().st_size
    connection = duckdb.connect(path, read_only=settings is None, config={**(settings or {})})
    n_bytes = connection.execute("SELECT used_blocks * block_size FROM pragma_database_size()").fetchall()[0][0]
    # DuckDB opens a file that was cut, and fails only where it reads what is missing.
    if size < _HEADERS + n_bytes:
        connection.close()
        raise duckdb.IOException("the file is shorter than its blocks")
    return connection


def _damaged(home: Path, version: str, error: Exception) -> DamagedSnapshotError:
    return DamagedSnapshotError(version=version, advice=_way_back(home), details=str(error))


def _way_back(home: Path) -> str:
    """What to do, in French, where the published version does not read: return to the latest that opens."""
    for version in versions(home):
        try:
            _opened(path_of(home, version)).close()
        except (duckdb.Error, OSError):
            continue
        return f"Revenez à la version {version}, qui s’ouvre, avec « python -m data rollback {int(version)} »."
    return "Aucune version gardée ne s’ouvre : remettez le dossier « snapshots » d’une sauvegarde."


def open_current(home: Path, *, name: str) -> duckdb.DuckDBPyConnection:
    """Open the published version, read-only.

    Raises
    ------
    NoDataError : nothing has been published for the commune ``name``.
    DamagedSnapshotError, LostPointerError : what was published does not read.
    """
    while (version := current_version(home)) is not None:
        try:
            return open_version(home, version)
        except DamagedSnapshotError:
            # A purge may remove the file between both readings: then the pointer names another.
            if current_version(home) == version:
                raise
    raise NoDataError(name=name)


def version_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Number of the version that a connection reads."""
    return str(connection.execute("SELECT current_database()").fetchall()[0][0])
