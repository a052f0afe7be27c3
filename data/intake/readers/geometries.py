"""Shapes that a cell or a record writes, in WKT or in GeoJSON, and a point inside each."""

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from data.intake.readers import archives

_POLYGON = re.compile(
    r'\s*(SRID=\d+;)?\s*(MULTI)?POLYGON\b|\s*\{.*"type"\s*:\s*"(Multi)?Polygon"', re.IGNORECASE | re.DOTALL
)
_SRID = re.compile(r"\s*SRID=(\d+);", re.IGNORECASE)
_MENTION = re.compile(rb"polygon", re.IGNORECASE)
_LOOKED_AT = 1 << 20
"""Bytes of a file, or of each part of a workbook, in which a polygon is looked for."""


def may_draw_polygons(path: Path) -> bool:
    """Whether the beginning of a table, or of the parts of a workbook, speaks of polygons: opening it takes longer."""
    parts = [name for name in archives.names(path) if name.lower().endswith((".xml", ".bin", ".csv", ".txt"))]
    try:
        with zipfile.ZipFile(path) as archive:
            return any(_mentions(archive.open(name).read(_LOOKED_AT)) for name in parts)
    except archives.TORN:
        with path.open("rb") as file:
            return _mentions(file.read(_LOOKED_AT))


def _mentions(content: bytes) -> bool:
    return _MENTION.search(content) is not None


def draws_polygons(text: str) -> bool:
    """Whether a cell is a polygon in WKT or in GeoJSON."""
    return _POLYGON.match(text) is not None


def declared(text: str) -> int | None:
    """EPSG code that the text of a shape begins with (``SRID=2154;``), if any."""
    code = _SRID.match(text)
    return int(code[1]) if code else None


def parsed(texts: Sequence[str]) -> NDArray[np.object_]:
    """Shapes of some cells, shape (cells,); None for what is no shape."""
    bare = np.array([_SRID.sub("", text).strip() for text in texts], dtype=object)
    drawn = np.full(len(bare), None, dtype=object)
    is_json = np.array([text.startswith("{") for text in bare], dtype=bool)
    drawn[is_json] = shapely.from_geojson(bare[is_json], on_invalid="ignore")
    drawn[~is_json] = shapely.from_wkt(bare[~is_json], on_invalid="ignore")
    return drawn


def interior_points(texts: Sequence[str]) -> list[str]:
    """A point inside the shape of each cell, as « longitude latitude » or « x y »; empty for what is no shape."""
    return [f"{point[0]!r} {point[1]!r}" if point else "" for point in points_inside(parsed(texts))]


def points_inside(shapes: NDArray[np.object_]) -> list[tuple[float, float] | None]:
    """A point inside each shape; None where there is no shape, or none of finite coordinates."""
    bounds = shapely.bounds(shapes)
    drawn = np.isfinite(bounds).all(axis=1)
    points = shapely.get_coordinates(shapely.point_on_surface(shapes[drawn]))
    inside: list[tuple[float, float] | None] = [None] * len(shapes)
    for i, (x, y) in zip(np.flatnonzero(drawn), points.tolist(), strict=True):
        inside[i] = (x, y)
    return inside


def of_esri(geometry: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A shape of Esri as GeoJSON writes it; None for what is none.

    Its rings are parts or holes by what they lie in: exports do not all turn them as Esri says.
    """
    match geometry:
        case {"x": x, "y": y}:
            return {"type": "Point", "coordinates": [x, y]}
        case {"paths": [*paths]}:
            return {"type": "MultiLineString", "coordinates": paths}
        case {"rings": [*rings]}:
            (drawn,) = parsed([json.dumps({"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]})])
            return None if drawn is None else json.loads(shapely.to_geojson(shapely.make_valid(drawn)))
    return None


def as_point(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A GeoJSON geometry, or the point inside it where it is no point; what is no geometry stays as it is."""
    if geometry.get("type") in (None, "Point"):
        return geometry
    (point,) = points_inside(parsed([json.dumps(geometry)]))
    return {"type": "Point", "coordinates": [*point]} if point else geometry
