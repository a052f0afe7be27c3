"""Where the snapshots of a home lie, and how the current one is opened for reading.

``snapshots/current`` holds the number of the published version; ``snapshots/<number>.duckdb`` never changes once
named there.
"""

from pathlib import Path

import duckdb

from data.errors import NoDataError

Connection = duckdb.DuckDBPyConnection


def folder(home: Path) -> Path:
    """Folder of the snapshots of ``home``."""
    return home / "snapshots"


def path_of(home: Path, version: str) -> Path:
    """File of one version."""
    return folder(home) / f"{version}.duckdb"


def current_version(home: Path) -> str | None:
    """Number of the published version, None before the first one."""
    pointer = folder(home) / "current"
    return pointer.read_text(encoding="ascii").strip() if pointer.exists() else None


def versions(home: Path) -> list[str]:
    """Numbers of the versions that are kept, the latest first."""
    return sorted((path.stem for path in folder(home).glob("*.duckdb") if path.stem.isdigit()), reverse=True)


def open_version(home: Path, version: str) -> duckdb.DuckDBPyConnection:
    """Open one version, read-only; it keeps its content whatever is published afterwards."""
    return duckdb.connect(path_of(home, version), read_only=True)


def open_current(home: Path, *, name: str) -> duckdb.DuckDBPyConnection:
    """Open the published version, read-only.

    Raises
    ------
    NoDataError : nothing has been published for the commune ``name``.
    """
    while (version := current_version(home)) is not None:
        try:
            return open_version(home, version)
        except duckdb.IOException:
            # A purge may remove the file between both readings: then the pointer names another.
            if current_version(home) == version:
                raise
    raise NoDataError(name=name)


def version_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Number of the version that a connection reads."""
    return str(connection.execute("SELECT current_database()").fetchall()[0][0])
