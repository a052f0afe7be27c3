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


def open_version(home: Path, version: str) -> duckdb.DuckDBPyConnection:
    """Open one version, read-only; it keeps its content whatever is published afterwards."""
    return duckdb.connect(path_of(home, version), read_only=True)


def open_current(home: Path, *, name: str) -> duckdb.DuckDBPyConnection:
    """Open the published version, read-only.

    Raises
    ------
    NoDataError : nothing has been published for the commune ``name``.
    """
    version = current_version(home)
    if version is None:
        raise NoDataError(name=name)
    return open_version(home, version)
