"""Layers of a geographic file, of the formats that communes use for zones.

The first bytes choose how a file is read, never its name: each is read from a folder of its own, under a plain name.
"""

import json
import re
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from data.errors import UnreadableFileError, ViewError
from data.intake.readers import archives, formats, gdal, geometries

EXPECTED = (
    "un fichier géographique (GeoJSON, TopoJSON, GeoPackage, shapefile, KML, GML, GeoParquet, FlatGeobuf, MapInfo)"
)
"""What a refused file was to be, in French."""

_UNREADABLE = (
    ValueError, RuntimeError, OSError, EOFError, LookupError, TypeError, AttributeError, RecursionError, sqlite3.Error,
    shapely.errors.ShapelyError,
)  # fmt: skip
"""What readers raise of files that lie about themselves."""
_WINDOWS = (0x00, 0x57)
"""Marks of a table of a shapefile that name no encoding: that of Windows, in France."""
_NAMED_CRS = re.compile(
    rb'"crs"\s*:\s*\{\s*"type"\s*:\s*"name"\s*,\s*"properties"\s*:\s*\{\s*"name"\s*:\s*"[\w:.]+"\s*\}\s*\}'
)
_MAY_HIDE_CRS = re.compile(rb'"crs"|\\u00[2-7]')
"""The member ``crs``, or an ASCII letter that is written as an escape."""
_OTHER_FILES = re.compile(
    r'PARAMETERFILE|PROJ-based|PROJ4_GRIDS|\b(grids|nadgrids|geoidgrids|model|file|init)=(?!@null[\s"])', re.IGNORECASE
)
"""What a coordinate system says that is computed from a file: a grid, a model."""
_ODD_SYSTEM = re.compile(rb"""<!ATTLIST|srsName\s*=\s*["'](?![\w:./#?-]*["'])""", re.IGNORECASE)
"""A system of GML that is more than a name."""
_COMPUTED = "a coordinate system is computed from another file"
_CRS_NAME = re.compile(r"[\w:.]+")
_ESRI_POLYGONS = b"esriGeometryPolygon"
_SPATIAL_INDEX = re.compile(r'create virtual table "?\w+"? using rtree ?\([\w\s,"]*\)')
_OTHER_TABLES = re.compile(rb"open\s+table|create\s+view|seamless|type\s+linked", re.IGNORECASE)
"""What a MapInfo table says that is read from tables elsewhere."""


def read(path: Path, n: int | None = None) -> dict[str, gpd.GeoDataFrame | None]:
    """Every layer that has shapes, by name, in the order of the file; None for a view, which is not read.

    Parameters
    ----------
    n : rows read of each; None for all.

    Raises
    ------
    ArchiveError : an archive that has no layer, or too many.
    UnreadableFileError : a format that is not read, or a damaged file.
    ViewError : the file has nothing but views.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            # What the reader warns of (a header it doubts, a text that is not JSON) is settled by callers, in French.
            with warnings.catch_warnings(action="ignore"):
                datasets = [*_datasets(path, Path(folder))]
                several = len(datasets) > 1
                read = {
                    f"{dataset_name} – {name}" if several and name != dataset_name else name: features
                    for dataset_name, dataset in datasets
                    for name, features in _layers(dataset, dataset_name, n)
                }
        except _UNREADABLE as error:
            raise UnreadableFileError(file=path.name, expected=EXPECTED, details=str(error)) from error
    if read and all(features is None for features in read.values()):
        raise ViewError(file=path.name, views=", ".join(read))
    return read


def note_on_views(read: Mapping[str, gpd.GeoDataFrame | None]) -> tuple[str, ...]:
    """What to say of the views of a file, in French."""
    views = [f"« {name} »" for name, features in read.items() if features is None]
    if not views:
        return ()
    which = "La vue {} n’est pas lue" if len(views) == 1 else "Les vues {} ne sont pas lues"
    return (f"{which.format(', '.join(views))} : enregistrez ce qu’il faut en lire comme une couche.",)


def _datasets(path: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Name of each data set of a file, and its copy under a plain name, with the suffix of its contents."""
    copies = archives.Copies(path, folder)
    if members := formats.members(path):
        # An archive of the whole country has one file per projection; that in degrees has them all.
        in_degrees = [member for member in members if "wgs84" in member.lower()]
        for name, copy in copies.unzip(path, in_degrees if len(in_degrees) == 1 else members):
            yield PurePosixPath(name).stem, _ready(copy)
        return
    copy = copies.new(path.suffix.lower())
    shutil.copyfile(path, copy)
    for companion in archives.COMPANIONS.get(copy.suffix, ()):
        for spelling in (companion, companion.upper()):
            if (source := path.with_suffix(spelling)).is_file():
                shutil.copyfile(source, copy.with_suffix(companion))
    yield path.stem, _ready(copy)


def _ready(copy: Path) -> Path:
    """A copy with the suffix of its contents, and without what would lead its reader elsewhere."""
    suffix = formats.of_layers(copy)
    if suffix is None:
        raise ValueError("no known format of layers")
    dataset = copy.rename(copy.with_suffix(suffix))
    if suffix == ".shp":
        _name_encoding(dataset.with_suffix(".dbf"), dataset.with_suffix(".cpg"))
        _drop_computed_system(dataset.with_suffix(".prj"))
    elif suffix == ".tab" and _OTHER_TABLES.search(dataset.read_bytes()):
        raise ValueError("the MapInfo table is read from other tables")
    elif suffix == ".gpkg":
        _refuse_program(dataset)
    elif suffix == ".json":
        _write_as_geojson(dataset)
    elif suffix in (".fgb", ".gml"):
        _refuse_computed_system(dataset)
    return dataset


def _write_as_geojson(dataset: Path) -> None:
    """Write the polygons of an ArcGIS service again as GeoJSON; any other document stays as it is."""
    content = dataset.read_bytes()
    document = json.loads(content) if _ESRI_POLYGONS in content else None
    if not isinstance(document, dict) or document.get("geometryType") != _ESRI_POLYGONS.decode():
        return
    features = [
        {"type": "Feature", "properties": one["attributes"], "geometry": geometries.of_esri(one.get("geometry"))}
        for one in document["features"]
    ]
    system = document.get("spatialReference", {})
    code = system.get("latestWkid", system.get("wkid"))
    crs = {"crs": {"type": "name", "properties": {"name": f"EPSG:{code}"}}} if isinstance(code, int) else {}
    dataset.write_text(json.dumps({"type": "FeatureCollection", **crs, "features": features}), encoding="utf-8")


def _drop_computed_system(system: Path) -> None:
    """Remove the system of a shapefile that is computed from another file: its numbers designate it."""
    if system.is_file() and _OTHER_FILES.search(system.read_text("latin-1")):
        system.unlink()


def _refuse_computed_system(dataset: Path) -> None:
    """Refuse a system that is computed from another file: a reader opens it before anything else."""
    if dataset.suffix == ".fgb":
        with dataset.open("rb") as file:
            magic_and_size = file.read(12)
            header = file.read(int.from_bytes(magic_and_size[8:], "little")).decode("latin-1")
        is_computed = _OTHER_FILES.search(header) is not None
    else:
        is_computed = _ODD_SYSTEM.search(dataset.read_bytes()) is not None
    if is_computed:
        raise ValueError(_COMPUTED)


def _name_encoding(table: Path, encoding: Path) -> None:
    """Write how the columns of a shapefile are encoded, where the file that says so lacks or says nothing known."""
    name = _codec(encoding)
    if name is None and table.is_file():
        content = table.read_bytes()
        rows = content[int.from_bytes(content[8:10], "little") :]
        if not rows.isascii():
            name = "UTF-8" if _is_utf8(rows) else "1252" if content[29] in _WINDOWS else None
    if name is None:
        encoding.unlink(missing_ok=True)
    else:
        encoding.write_text(name, encoding="ascii")


def _codec(encoding: Path) -> str | None:
    """The encoding that a file names, where it is one in which letters without accents are ASCII."""
    try:
        name = encoding.read_text("ascii").strip().lower().removeprefix("ansi ")
        return name if "a".encode(name) == b"a" else None
    except (OSError, LookupError, ValueError):
        return None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _layers(dataset: Path, dataset_name: str, n: int | None) -> Iterator[tuple[str, gpd.GeoDataFrame | None]]:
    if dataset.suffix == ".parquet":
        yield dataset_name, _without_grid(gpd.read_parquet(dataset)[:n])
        return
    if not pyogrio.list_drivers().keys() <= gdal.DRIVERS:
        raise AssertionError("pyogrio was imported before data.intake.readers.gdal.restrict")
    is_json = dataset.suffix in (".json", ".topojson")
    declared = _without_link(dataset) if is_json else None
    views = _views(dataset) if dataset.suffix == ".gpkg" else set()
    for name, _ in pyogrio.list_layers(dataset):
        if name in views:
            yield str(name), None
            continue
        features = gpd.read_file(dataset, layer=name, rows=n)
        if isinstance(features, gpd.GeoDataFrame):
            if declared is not None:
                features = features.set_crs(declared, allow_override=True)
            plain = name == dataset.stem or str(name).startswith(f"{dataset.stem}.")
            yield dataset_name if plain else str(name), features


def _without_grid(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Features without a declared system that is computed from a file: their numbers designate it."""
    if features.crs is not None and _OTHER_FILES.search(features.crs.to_wkt()):
        return features.set_crs(None, allow_override=True)
    return features


def _refuse_program(dataset: Path) -> None:
    """Refuse a GeoPackage whose own tables are views, or whose virtual tables or systems may read other files."""
    with closing(formats.database(dataset)) as connection:
        for kind, name, sql in connection.execute("SELECT type, lower(name), lower(sql) FROM sqlite_master"):
            is_own_view = kind == "view" and name.startswith(("gpkg_", "rtree_"))
            # A comment may stand between two words, so the word alone is looked for.
            if is_own_view or ("virtual" in (sql or "") and not _SPATIAL_INDEX.fullmatch(" ".join(sql.split()))):
                raise ValueError("the GeoPackage computes what it holds")
        systems = connection.execute("SELECT * FROM gpkg_spatial_ref_sys")
        if any(_OTHER_FILES.search(str(cell)) for system in systems for cell in system):
            raise ValueError(_COMPUTED)


def _views(dataset: Path) -> set[str]:
    with closing(formats.database(dataset)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}


def _without_link(dataset: Path) -> CRS | None:
    """Take from a JSON document a coordinate system that is not a plain name; the one that it names, if any.

    GDAL would follow a link.
    """
    content = dataset.read_bytes()
    if not _MAY_HIDE_CRS.search(_NAMED_CRS.sub(b"", content, count=1)):
        return None
    document = json.loads(content)
    crs = document.pop("crs", None)
    for feature in document.get("features") or ():
        for member in (feature, feature.get("geometry")):
            if isinstance(member, dict):
                member.pop("crs", None)
    dataset.write_text(json.dumps(document), encoding="utf-8")
    return _named_crs(crs)


def _named_crs(crs: Any) -> CRS | None:
    """The system that the member ``crs`` of a document names; None for a link, or a name that is none."""
    match crs:
        case {"type": "name", "properties": {"name": str(name)}} if _CRS_NAME.fullmatch(name):
            try:
                return CRS.from_user_input(name)
            except CRSError:
                return None
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
    parts = shapely.get_parts([shape])
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    polygons = shapely.make_valid(parts[shapely.get_dimensions(parts) == 2])
    return shapely.union_all(polygons) if len(polygons) > 1 else shapely.MultiPolygon([*polygons])
