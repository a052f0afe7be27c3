"""The way of a zone file into the draft of the next snapshot: polygons in WGS84 with a code and a label."""

import hashlib
import json
import re
import warnings
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from data import reference
from data.errors import MissingFileError, UnknownColumnError, UnreadableFileError, ZoneFileError
from data.intake.delivery import Delivery
from data.intake.facts import locating
from data.intake.population import residents
from data.intake.profiles import ZoneProfile
from data.intake.zones import crs, names, nationwide, outline
from data.model import Level
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_CODE_NAMES = (
    "code iris", "codeiris", "dcomiris", "code qp", "code insee", "codgeo", "c quinsee", "insee com", "com code",
    "code zone", "code quartier", "quartier", "id", "code", "num", "numero", "objectid", "n",
)  # fmt: skip
_LABEL_NAMES = (
    "nom quartier", "nom iris", "libiris", "lab iris", "lib qp", "nom qp", "l qu", "nom", "libelle", "label", "name",
    "com name", "nbh names", "nom zone", "lib zone", "a",
)  # fmt: skip
_LAYERS = (".geojson", ".gpkg", ".shp")


def recognised(path: Path) -> ZoneProfile | None:
    """How an open file of zones (IRIS, QPV) is read, by its columns; None for any other file, of zones or not."""
    if not path.is_file() or not _may_have_shapes(path):
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            described = pyogrio.read_info(_layer(path))
    except (ValueError, RuntimeError, OSError):
        return None
    # Polygons and multipolygons together make a layer of no known type; reports with the code of their IRIS are points.
    if "Polygon" not in (kind := described["geometry_type"] or "") and kind != "Unknown":
        return None
    columns = {reference.normalise(str(column)) for column in described["fields"]}
    described = reference.levels().items()
    return next((ZoneProfile(level) for level, one in described if one.open_column in columns), None)


def load(draft: Draft, path: Path, profile: ZoneProfile) -> Delivery:
    """Load the zones of one level into a draft, replacing those it had, and locate every fact again.

    Raises
    ------
    QuietudeError : the file is refused.
    """
    level = profile.level
    if level is Level.COMMUNE:
        raise ZoneFileError(
            file=path.name,
            problem="la commune est une zone à elle seule",
            advice=f"Choisissez {' ou '.join(reference.zone_levels())}.",
        )
    features = _polygons(_read(path), level, file=path.name)
    if reference.levels()[level].open_column:
        features = nationwide.of_commune(features, draft.commune, file=path.name)
    features, system = _in_wgs84(features, profile.crs, file=path.name)
    geometries, repaired = _repair(features.geometry.to_numpy())
    if shapely.is_empty(geometries).all():
        raise ZoneFileError(
            file=path.name, problem="aucun de ses polygones n’a de surface", advice="Demandez un autre fichier."
        )
    zones = pd.DataFrame({"level": level.value, "geometry": list(shapely.to_wkb(geometries))})
    code = profile.code or _propose(features, _CODE_NAMES, unique=True) or _first_unique(features)
    label = profile.label or _propose(features, _LABEL_NAMES, unique=False) or code
    zones["zone_code"] = _codes(features, code, level, file=path.name)
    zones["label"] = _texts(_column(features, label, file=path.name)) if label else zones["zone_code"]
    zones["label"] = zones["label"].where(zones["label"] != "", zones["zone_code"])
    zones["population"] = _numbers(features, profile.population, file=path.name)
    zones["dwellings"] = _numbers(features, profile.dwellings, file=path.name)
    zones["vintage"] = _vintage(zones)
    zones = zones.sort_values("zone_code")
    is_new = not _already_there(draft, zones)
    if is_new:
        _replace(draft, level, zones)
    return Delivery(
        "zones", f"contours_{level}", path.name, len(zones), len(zones), is_new, level=level, repaired=repaired,
        crs=crs.describe(system.crs), crs_reason=system.reason, rank=0,
    )  # fmt: skip


def _read(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise MissingFileError(file=path.name)
    try:
        # What the reader warns of (a header it doubts, a text that is not JSON) is settled below, in French.
        with warnings.catch_warnings(action="ignore"):
            return gpd.read_file(_layer(path))
    except (ValueError, RuntimeError, OSError, zipfile.BadZipFile) as error:
        expected = "un fichier de zones (GeoJSON, GeoPackage, shapefile, ou l’un d’eux dans un zip)"
        raise UnreadableFileError(file=path.name, expected=expected, details=str(error)) from error


def _may_have_shapes(path: Path) -> bool:
    """Whether a file is JSON, a GeoPackage or an archive: GDAL would take long to find nothing in a large table."""
    with path.open("rb") as file:
        return (
            file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"SQLite format 3", b"PK\x03\x04"))
        )


def _layer(path: Path) -> str:
    """What GDAL is to read: of an archive, its only layer, or the one in degrees, which has the whole country."""
    if not zipfile.is_zipfile(path):
        return str(path)
    with zipfile.ZipFile(path) as archive:
        layers = [name for name in archive.namelist() if name.lower().endswith(_LAYERS)]
    chosen = layers if len(layers) == 1 else [name for name in layers if "wgs84" in name.lower()]
    return f"/vsizip/{{{path}}}/{chosen[0]}" if len(chosen) == 1 else str(path)


def _polygons(features: pd.DataFrame, level: Level, *, file: str) -> gpd.GeoDataFrame:
    if not isinstance(features, gpd.GeoDataFrame) or features.geometry.isna().all():
        raise ZoneFileError(
            file=file,
            problem="il ne contient aucune forme",
            advice=f"Choisissez un fichier de contours. {reference.levels()[level].file_advice}".rstrip(),
        )
    polygons = features[features.geom_type.isin(("Polygon", "MultiPolygon"))]
    if polygons.empty:
        raise ZoneFileError(
            file=file,
            problem="il ne contient aucun polygone",
            advice="Choisissez un fichier de contours, pas de points ni de lignes.",
        )
    return polygons.reset_index(drop=True)


def _in_wgs84(
    features: gpd.GeoDataFrame, declared: str | None, *, file: str
) -> tuple[gpd.GeoDataFrame, crs.Recognised]:
    stated = crs.from_text(declared) if declared else None
    if declared and stated is None:
        raise ZoneFileError(
            file=file,
            problem=f"le système de coordonnées « {declared} » n’existe pas",
            advice="Donnez un code EPSG, par exemple 2154.",
        )
    recognised = (
        crs.Recognised(stated, "indiqué à la main")
        if stated
        else crs.recognise(tuple(features.total_bounds), features.crs)
    )
    if recognised is None:
        raise ZoneFileError(
            file=file,
            problem="son système de coordonnées n’est pas reconnu",
            advice="Indiquez-le avec --crs, par exemple --crs 2154.",
        )
    degrees = features.set_crs(recognised.crs, allow_override=True).to_crs(crs.WGS84)
    west, south, east, north = degrees.total_bounds
    if not (
        np.isfinite((west, south, east, north)).all() and west >= -180 and east <= 180 and south >= -90 and north <= 90
    ):
        raise ZoneFileError(
            file=file,
            problem="ses coordonnées ne tombent pas sur la Terre",
            advice="Vérifiez son système de coordonnées avec --crs.",
        )
    if west >= 41 and east <= 51.5 and south >= -5.5 and north <= 10:
        # Mainland France with its axes exchanged: there it would be the sea off Somalia.
        raise ZoneFileError(
            file=file,
            problem="la latitude y est écrite avant la longitude",
            advice="Demandez un fichier dont les coordonnées sont dans l’ordre longitude, latitude.",
        )
    return degrees, recognised


def _repair(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], int]:
    """Polygons without height, made valid; and how many were not."""
    flat = shapely.force_2d(geometries)
    invalid = ~shapely.is_valid(flat)
    flat[invalid] = [_polygonal(shapely.make_valid(shape)) for shape in flat[invalid]]
    return flat, int(invalid.sum())


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """What is left of a repaired shape once stray points and lines are gone."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    surfaces = parts[shapely.get_dimensions(parts) == 2]
    return shapely.union_all(surfaces) if len(surfaces) else shapely.MultiPolygon()


def _propose(features: gpd.GeoDataFrame, names: Sequence[str], *, unique: bool) -> str | None:
    """The column whose name is the first of ``names``, every value given (and different, for a code); else None."""
    by_name = {
        reference.normalise(str(column)): column for column in features.columns if column != features.geometry.name
    }
    for name in names:
        column = by_name.get(name)
        if column is not None:
            texts = _texts(features[column])
            if (texts != "").all() and (not unique or texts.is_unique):
                return str(column)
    return None


def _first_unique(features: gpd.GeoDataFrame) -> str | None:
    """The first column that tells every zone from the others, whatever its name."""
    for column in features.columns.drop(features.geometry.name):
        texts = _texts(features[column])
        if (texts != "").all() and texts.is_unique:
            return str(column)
    return None


def _column(features: gpd.GeoDataFrame, name: str, *, file: str) -> pd.Series:
    if name not in features.columns:
        columns = ", ".join(str(column) for column in features.columns if column != features.geometry.name)
        raise UnknownColumnError(file=file, column=name, columns=columns)
    return features[name]


def _codes(features: gpd.GeoDataFrame, column: str | None, level: Level, *, file: str) -> pd.Series:
    if column is None:
        raise ZoneFileError(
            file=file,
            problem="aucune colonne ne ressemble à un code",
            advice="Indiquez la colonne du code avec --code.",
        )
    codes = _texts(_column(features, column, file=file))
    if digits := reference.levels()[level].code_digits:
        codes = codes.where(~codes.str.isdigit(), codes.str.zfill(digits))
    if (codes == "").any() or not codes.is_unique:
        raise ZoneFileError(
            file=file,
            problem=f"la colonne « {column} » ne donne pas un code différent à chaque zone",
            advice="Indiquez une autre colonne avec --code.",
        )
    return codes


def _texts(values: pd.Series) -> pd.Series:
    """Values as text: numbers without decimals, one-element lists opened, missing as an empty text."""
    return values.map(_text)


def _list_or_text(value: str) -> object:
    """The list that a text between brackets writes, or the text itself when it only looks like one."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _text(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r'\[\s*".*"\s*\]', value):
        value = _list_or_text(value)
    if isinstance(value, (list, tuple, np.ndarray)):
        value = value[0] if len(value) == 1 else ""
    if isinstance(value, float):
        value = "" if np.isnan(value) else int(value) if value.is_integer() else value
    return "" if value is None else str(value).strip()


def _numbers(features: gpd.GeoDataFrame, column: str | None, *, file: str) -> pd.Series:
    if column is None:
        return pd.Series(np.nan, index=features.index)
    numbers = pd.to_numeric(_column(features, column, file=file), errors="coerce")
    if numbers.isna().any() or (numbers < 0).any():
        raise ZoneFileError(
            file=file,
            problem=f"la colonne « {column} » n’est pas un nombre pour chaque zone",
            advice="Vérifiez cette colonne.",
        )
    return numbers.astype(float)


def _vintage(zones: pd.DataFrame) -> str:
    """Name of these zones and of the way in which their outline is written: either changes it."""
    digest = hashlib.sha256(outline.FORMAT.encode())
    for row in zones.sort_values("zone_code").itertuples(index=False):
        digest.update(row.geometry + f"|{row.zone_code}|{row.label}|".encode())
    return digest.hexdigest()[:16]


def _already_there(draft: Draft, zones: pd.DataFrame) -> bool:
    present = names.zones_of(draft.connection, zones["level"].iloc[0])
    columns = ["zone_code", "vintage", "label", "population", "dwellings"]
    arriving = zones[columns].astype(object).where(zones[columns].notna(), None)
    return present == list(arriving.itertuples(index=False, name=None))


def _replace(draft: Draft, level: Level, zones: pd.DataFrame) -> None:
    draft.connection.register("arriving", zones)
    draft.connection.execute(statement("former_zones"), {"level": level, "now": datetime.now()})
    draft.connection.execute(statement("departing_zones"), {"level": level})
    draft.connection.execute(statement("arriving_zones"))
    draft.connection.unregister("arriving")
    residents.spread(draft.connection)
    locating.locate_again(draft.connection)
    draft.changed = True
    if draft.dry_run:
        return
    outline.publish(
        draft.commune.home,
        level,
        zones["vintage"].iloc[0],
        zones["zone_code"].tolist(),
        shapely.from_wkb(zones["geometry"].to_numpy()),
    )
