"""Formats of layers, by the first bytes of a file: names lie."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from data.intake.readers import archives

_SUFFIXES = (
    ".shp", ".tab", ".mif", ".geojson", ".json", ".topojson", ".gpkg", ".kml", ".gml", ".parquet", ".geoparquet",
    ".fgb",
)  # fmt: skip
"""Of the files of an archive, those that may be layers."""
_START = 4096
_MAGIC = {
    b"\x00\x00\x27\x0a": ".shp",
    b"fgb\x03": ".fgb",
    b"!table": ".tab",
    b"!Table": ".tab",
    b"Version ": ".mif",
    b"VERSION ": ".mif",
}
_TOPOLOGY = re.compile(rb'\{\s*"type"\s*:\s*"Topology"')
_ROOT = re.compile(rb"<(?![?!])(?:\w+:)?(\w+)([^>]*)")


def of_layers(path: Path) -> str | None:
    """Suffix of the format of layers that a file has; None for any other. JSON may or may not hold one."""
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith(b"SQLite format 3\x00"):
        return ".gpkg" if _is_geopackage(path) else None
    if start.startswith(b"PAR1"):
        return ".parquet" if _is_geoparquet(path) else None
    for magic, suffix in _MAGIC.items():
        if start.startswith(magic):
            return suffix
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return ".topojson" if _TOPOLOGY.match(text) else ".json"
    # A root of another kind (a virtual format of GDAL, a web page) is no layer.
    if text.startswith(b"<") and (root := _ROOT.search(text)):
        if root[1] == b"kml":
            return ".kml"
        return ".gml" if b"opengis.net/gml" in root[2] else None
    return None


def members(path: Path) -> list[str]:
    """Files of an archive that are layers by their names; none where the file is no archive.

    Raises
    ------
    ArchiveError, UnreadableFileError : an archive that no one opens.
    """
    return [name for name in archives.names(path) if name.lower().endswith(_SUFFIXES)]


def may_be_layers(path: Path) -> bool:
    """Whether the first bytes of a file are those of a format of layers, or of an archive that may hold one.

    Raises
    ------
    ArchiveError, UnreadableFileError : an archive that no one opens.
    """
    return bool(members(path)) or of_layers(path) is not None


def database(path: Path) -> sqlite3.Connection:
    """Open a GeoPackage without ever writing it."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _is_geopackage(path: Path) -> bool:
    with closing(database(path)) as connection:
        try:
            return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone() is not None
        except sqlite3.Error:
            # Damaged: whoever reads it says so.
            return True


def _is_geoparquet(path: Path) -> bool:
    """Whether a Parquet file says that a column of it is shapes."""
    from pyarrow import ArrowException, parquet

    try:
        return b"geo" in (parquet.read_metadata(path).metadata or {})
    except (ArrowException, OSError):
        return False
