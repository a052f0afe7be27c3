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

_POLYGON = re.compile(
    r'\s*(SRID=\d+;)?\s*(MULTI)?POLYGON\b|\s*\{.*"type"\s*:\s*"(Multi)?Polygon"', re.IGNORECASE | re.DOTALL
)
_SRID = re.compile(r"\s*SRID=(\d+);", re.IGNORECASE)
_MENTION = re.compile(rb"polygon", re.IGNORECASE)
_LOOKED_AT = 1 << 20
"""Bytes of a file, or of each part of a workbook, in which a polygon is looked for."""


def may_draw_polygons(path: Path) -> bool:
    """Whether the beginning of a table, or of the parts of a workbook, speaks of polygons: opening it takes longer."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [name for name in archive.namelist() if name.lower().endswith((".xml", ".bin", ".csv", ".txt"))]
            return any(_mentions(archive.open(name).read(_LOOKED_AT)) for name in parts)
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError):
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
    points = shapely.point_on_surface(parsed(texts))
    known = ~(shapely.is_missing(points) | shapely.is_empty(points))
    coordinates = np.full((len(points), 2), np.nan)
    coordinates[known] = shapely.get_coordinates(points[known])
    return [f"{x!r} {y!r}" if np.isfinite((x, y)).all() else "" for x, y in coordinates.tolist()]


def as_point(geometry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A GeoJSON geometry, or the point inside it where it is no point; what is no geometry stays as it is."""
    if geometry.get("type") in (None, "Point"):
        return geometry
    (point,) = interior_points([json.dumps(geometry)])
    return geometry if not point else {"type": "Point", "coordinates": [float(one) for one in point.split()]}
