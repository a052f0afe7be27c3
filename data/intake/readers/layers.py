"""Layers of a geographic file, of the formats that communes use for zones.

The first bytes choose how a file is read, never its name: each is read from a folder of its own, under a plain name.
"""

import json
import re
import shutil
import sqlite3
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from data.errors import UnreadableFileError
from data.intake.readers import gdal

EXPECTED = (
    "un fichier géographique (GeoJSON, TopoJSON, GeoPackage, shapefile, KML, GML, GeoParquet, FlatGeobuf, MapInfo)"
)
"""What a refused file was to be, in French."""

_COMPANIONS = {
    ".shp": (".dbf", ".shx", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}
"""Files without which one of these formats says nothing, or less."""
_FORMATS = (*_COMPANIONS, ".geojson", ".json", ".topojson", ".gpkg", ".kml", ".gml", ".parquet", ".geoparquet", ".fgb")
_MOST_BYTES = 2 << 30
"""Of an archive, once unwrapped."""
_UNREADABLE = (
    ValueError,
    RuntimeError,
    OSError,
    EOFError,
    sqlite3.Error,
    zipfile.BadZipFile,
    zlib.error,
    RecursionError,
)
_NAMED_CRS = re.compile(
    rb'"crs"\s*:\s*\{\s*"type"\s*:\s*"name"\s*,\s*"properties"\s*:\s*\{\s*"name"\s*:\s*"[\w:.]+"\s*\}\s*\}'
)
_MAY_HIDE_CRS = re.compile(rb'"crs"|\\u00[2-7]')
"""The member ``crs``, or an ASCII letter that is written as an escape."""


def is_geographic(path: Path) -> bool:
    """Whether the first bytes of a file are those of a format of layers, or of an archive that may hold one."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK\x03\x04"):
        return bool(_members(path))
    return _suffix(path, start) is not None


def read(path: Path, n: int | None = None) -> dict[str, gpd.GeoDataFrame]:
    """Every layer that has shapes, by name, in the order of the file.

    Parameters
    ----------
    n : rows read of each; None for all.

    Raises
    ------
    UnreadableFileError : a format that is not read, or a damaged file.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            # What the reader warns of (a header it doubts, a text that is not JSON) is settled by callers, in French.
            with warnings.catch_warnings(action="ignore"):
                datasets = [*_datasets(path, Path(folder))]
                several = len(datasets) > 1
                return {
                    f"{dataset_name} – {name}" if several and name != dataset_name else name: features
                    for dataset_name, dataset in datasets
                    for name, features in _layers(dataset, dataset_name, n)
                }
        except _UNREADABLE as error:
            raise UnreadableFileError(file=path.name, expected=EXPECTED, details=str(error)) from error


def _datasets(path: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Name of each data set of a file, and its copy in a folder of its own under a plain name."""
    if zipfile.is_zipfile(path):
        members = _members(path)
        # An archive of the whole country has one file per projection; that in degrees has them all.
        in_degrees = [member for member in members if "wgs84" in member.lower()]
        if not members:
            raise ValueError("no layer in the archive")
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            for number, member in enumerate(in_degrees if len(in_degrees) == 1 else members):
                target = folder / str(number)
                target.mkdir()
                stem, suffix = member.rsplit(".", 1)
                for one in (f".{suffix.lower()}", *_COMPANIONS.get(f".{suffix.lower()}", ())):
                    if name := names.get(f"{stem.lower()}{one}"):
                        _extract(archive, name, target / f"layer{one}")
                _name_encoding(target)
                yield Path(member).stem, _renamed(target / f"layer.{suffix.lower()}")
        return
    with path.open("rb") as file:
        kind = _suffix(path, file.read(4096))
    if kind is None:
        raise ValueError("no known format of layers")
    suffix = kind
    shutil.copyfile(path, folder / f"layer{suffix}")
    for companion in _COMPANIONS.get(suffix, ()):
        for spelling in (companion, companion.upper()):
            if (beside_it := path.with_suffix(spelling)).is_file():
                shutil.copyfile(beside_it, folder / f"layer{companion}")
    _name_encoding(folder)
    yield path.stem, folder / f"layer{suffix}"


def _members(path: Path) -> list[str]:
    """Files of an archive that are layers by their names; what computers add by themselves is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except _UNREADABLE:
        return []
    return [
        name
        for name in names
        if name.lower().endswith(_FORMATS) and not name.startswith("__MACOSX/") and not Path(name).name.startswith(".")
    ]


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise ValueError("archive too large")
    with archive.open(name) as content, target.open("wb") as copy:
        # Declared sizes lie: what is read is counted.
        left = _MOST_BYTES
        while chunk := content.read(1 << 20):
            left -= len(chunk)
            if left < 0:
                raise ValueError("archive too large")
            copy.write(chunk)


def _name_encoding(folder: Path) -> None:
    """Say that the columns of a shapefile are UTF-8 where they are, and no file says how they are written."""
    table, encoding = folder / "layer.dbf", folder / "layer.cpg"
    if not table.is_file() or encoding.is_file():
        return
    content = table.read_bytes()
    rows = content[int.from_bytes(content[8:10], "little") :]
    try:
        is_utf8 = not rows.isascii() and bool(rows.decode("utf-8"))
    except UnicodeDecodeError:
        return
    if is_utf8:
        encoding.write_text("UTF-8", encoding="ascii")


def _renamed(dataset: Path) -> Path:
    """A copy whose suffix is that of its contents."""
    with dataset.open("rb") as file:
        suffix = _suffix(dataset, file.read(4096))
    if suffix is None:
        raise ValueError("no known format of layers")
    return dataset if dataset.suffix == suffix else dataset.rename(dataset.with_suffix(suffix))


def _suffix(path: Path, start: bytes) -> str | None:
    """Suffix of the format that the first bytes of a file announce; None for none that is read."""
    if start.startswith(b"SQLite format 3\x00"):
        return ".gpkg" if _is_geopackage(path) else None
    for magic, suffix in {
        b"\x00\x00\x27\x0a": ".shp", b"PAR1": ".parquet", b"fgb\x03": ".fgb", b"!table": ".tab", b"Version ": ".mif",
        b"VERSION ": ".mif",
    }.items():  # fmt: skip
        if start.startswith(magic):
            return suffix
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return ".json"
    if text.startswith(b"<"):
        # A root of another kind (a GDAL virtual format, a web page) is no layer.
        root = re.search(rb"<(?![?!])(?:\w+:)?(\w+)([^>]*)", text)
        if root is None:
            return None
        if root[1] == b"kml":
            return ".kml"
        return ".gml" if b"opengis.net/gml" in root[2] else None
    return None


def _is_geopackage(path: Path) -> bool:
    with closing(_database(path)) as connection:
        try:
            return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone() is not None
        except sqlite3.Error:
            # Damaged: whoever reads it says so.
            return True


def _database(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _layers(dataset: Path, dataset_name: str, n: int | None) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    if dataset.suffix == ".parquet":
        yield dataset_name, gpd.read_parquet(dataset)[:n]
        return
    if not pyogrio.list_drivers().keys() <= gdal.DRIVERS:
        raise AssertionError("pyogrio was imported before data.intake.readers.gdal.restrict")
    if dataset.suffix == ".gpkg":
        _refuse_program(dataset)
    declared = _without_link(dataset) if dataset.suffix == ".json" else None
    views = _views(dataset) if dataset.suffix == ".gpkg" else set()
    for name, _ in pyogrio.list_layers(dataset):
        if name in views:
            continue
        features = gpd.read_file(dataset, layer=name, rows=n)
        if isinstance(features, gpd.GeoDataFrame):
            if declared is not None:
                features = features.set_crs(declared, allow_override=True)
            plain = name == "layer" or str(name).startswith("layer.")
            yield dataset_name if plain else str(name), features


def _refuse_program(dataset: Path) -> None:
    """Refuse a GeoPackage whose own tables are views, or whose virtual tables may read other files."""
    with closing(_database(dataset)) as connection:
        for kind, name, sql in connection.execute("SELECT type, lower(name), lower(sql) FROM sqlite_master"):
            virtual = re.match(r"\s*create\s+virtual\s+table\b.*?\busing\s+(\w+)", sql or "", re.DOTALL)
            if (kind == "view" and name.startswith(("gpkg_", "rtree_"))) or (virtual and virtual[1] != "rtree"):
                raise ValueError("the GeoPackage computes what it holds")


def _views(dataset: Path) -> set[str]:
    with closing(_database(dataset)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}


def _without_link(dataset: Path) -> CRS | None:
    """Take from a JSON document a coordinate system that is not a plain name; the one that it names, if any.

    GDAL would follow a link.
    """
    content = dataset.read_bytes()
    if not _MAY_HIDE_CRS.search(_NAMED_CRS.sub(b"", content, count=1)):
        return None
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("no layer in this document")
    crs = document.pop("crs", None)
    for feature in document.get("features") or ():
        if isinstance(feature, dict):
            feature.pop("crs", None)
            if isinstance(geometry := feature.get("geometry"), dict):
                geometry.pop("crs", None)
    dataset.write_text(json.dumps(document), encoding="utf-8")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) and crs.get("type") == "name" else None
    if not isinstance(name, str) or not re.fullmatch(r"[\w:.]+", name):
        return None
    try:
        return CRS.from_user_input(name)
    except CRSError:
        return None


def surfaces(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Shapes of which collections (a polygon and its label point) keep their polygons only."""
    collections = shapes.geom_type == "GeometryCollection"
    if not collections.any():
        return shapes
    kept = shapes.copy()
    kept[collections] = [polygonal(shape) for shape in shapes[collections]]
    return kept


def polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """What is left of a shape once its points and lines are gone; an empty shape where it has no surface."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = parts[shapely.get_dimensions(parts) == 2]
    return shapely.union_all(polygons) if len(polygons) else shapely.MultiPolygon()
