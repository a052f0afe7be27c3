"""The outline of a level's zones for browsers: integers on one grid, borders shared, and a point for each label.

What a map draws with these numbers is decided elsewhere.
"""

import gzip
import json
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from data.intake.zones.arrows import lead_everywhere
from data.model import Level

FORMAT = "grid-paths-1"
"""Names this way of writing an outline: to be changed with it, so that no cache serves the former one."""

_LONGEST_SIDE = 10_000
"""Grid units: several to a pixel, on the largest screens too."""
_TOLERANCE = _LONGEST_SIDE / 1500
"""Grid units: the outline is simplified to what a screen can show."""
_MOST_VERTICES = 5000
"""Of one zone: no screen shows more, and to mend its outline takes the square of their number."""
_SMALLEST = 5
"""Grid units from the centre to the tips of the diamond, a pixel wide, that stands for any smaller zone."""
_EARTH_RADIUS = 6_378_137.0
"""Metres, as Web Mercator has it."""
_LAST_PARALLEL = 85.0
"""Degrees of latitude where that projection stops."""


def files(level: Level, vintage: str, codes: Sequence[str], geometries: NDArray[np.object_]) -> dict[str, bytes]:
    """``<level>-<vintage>.json`` and its ``.gz``, by name: it follows the content, which is kept for ever.

    Parameters
    ----------
    vintage : digest of the zones and of ``FORMAT``.
    codes : one per zone, in the order in which browsers are to know them.
    geometries : polygons in degrees (WGS84), shape (zones,); some may be empty, not all.
    """
    text = json.dumps(draw(codes, geometries), separators=(",", ":")).encode()
    return {f"{level}-{vintage}.json": text, f"{level}-{vintage}.json.gz": gzip.compress(text, mtime=0)}


def draw(codes: Sequence[str], geometries: NDArray[np.object_]) -> dict[str, object]:
    """Outline of the zones as the map component reads it.

    Parameters
    ----------
    codes, geometries : see ``files``.

    Returns
    -------
    ``size`` and the paths in grid units, y downwards; ``box`` in Web Mercator metres; ``unit`` and ``ground``, metres
    per grid unit in the projection and on the ground; per zone ``code``, ``path``, ``at`` and ``room`` (centre and
    radius of the largest inscribed circle) and ``to`` (zones where the arrows left, up, right, down lead; -1: nowhere).
    """
    metres = shapely.transform(geometries, _web_mercator)
    west, south, east, north = (float(bound) for bound in shapely.total_bounds(metres))
    unit = max(east - west, north - south) / _LONGEST_SIDE
    width, height = (max(1, round(side / unit)) for side in (east - west, north - south))
    shapes = _on_grid(shapely.transform(metres, lambda points: (points - (west, north)) / (unit, -unit)))
    at, room = _label_places(shapes, (width / 2, height / 2))
    touching = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    to = lead_everywhere(at, touching)
    return {
        "size": [width, height],
        "box": [west, north - height * unit, west + width * unit, north],
        "unit": unit,
        "ground": unit / float(np.cosh((south + north) / 2 / _EARTH_RADIUS)),
        "zones": [
            {"code": code, "path": _path(shape), "at": at[i].tolist(), "room": float(room[i]), "to": to[i].tolist()}
            for i, (code, shape) in enumerate(zip(codes, shapes, strict=True))
        ],
    }


def _web_mercator(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points in degrees, shape (points, 2), as metres of EPSG:3857."""
    longitude, latitude = np.radians(degrees.clip((-180, -_LAST_PARALLEL), (180, _LAST_PARALLEL))).T
    return _EARTH_RADIUS * np.column_stack([longitude, np.arctanh(np.sin(latitude))])


def _on_grid(exact: NDArray[np.object_]) -> NDArray[np.object_]:
    """Valid polygons with whole coordinates, for polygons in grid units; none is lost that has a surface.

    Each vertex is rounded by itself, so that what two zones shared they still share; only a zone that this makes
    cross itself, or lose a ring, is drawn anew, within one unit of its neighbours.
    """
    shapes: NDArray[np.object_] = shapely.transform(_simplified(exact), np.rint)
    crossed = ~shapely.is_valid(shapes)
    surfaces = shapely.make_valid(shapes[crossed], method="structure", keep_collapsed=False)
    shapes[crossed] = shapely.set_precision(surfaces, 1)
    # An empty polygon counts as a part, an empty collection of polygons has none.
    shapes[shapely.is_empty(shapes)] = shapely.MultiPolygon()
    unseen = (shapely.area(shapes) < 2 * _SMALLEST**2) & ~shapely.is_empty(exact)
    centres = shapely.get_coordinates(shapely.centroid(exact[unseen])).round()
    diamond = _SMALLEST * np.array([(0, -1), (1, 0), (0, 1), (-1, 0)])
    shapes[unseen] = shapely.polygons(centres[:, None] + diamond)
    return shapes


def _simplified(exact: NDArray[np.object_]) -> NDArray[np.object_]:
    """Polygons that share their borders still; coarser where one of them has more vertices than a screen can show."""
    tolerance = _TOLERANCE
    shapes: NDArray[np.object_] = shapely.coverage_simplify(exact, tolerance)
    while shapely.get_num_coordinates(shapes).max() > _MOST_VERTICES and tolerance < _LONGEST_SIDE:
        tolerance *= 2
        shapes = shapely.coverage_simplify(exact, tolerance)
    return shapes


def _label_places(
    shapes: NDArray[np.object_], middle: tuple[float, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centre, shape (zones, 2), and radius of each zone's largest inscribed circle, to a tenth of a grid unit.

    A zone without surface has its label, and so its way for the arrows, in the middle of the map.
    """
    at = np.tile(np.array(middle), (len(shapes), 1))
    room = np.zeros(len(shapes))
    parts, zone = shapely.get_parts(shapes, return_index=True)
    by_size = np.argsort(-shapely.area(parts), kind="stable")
    drawn, largest = np.unique(zone[by_size], return_index=True)
    radii = shapely.maximum_inscribed_circle(parts[by_size][largest])
    at[drawn] = shapely.get_coordinates(radii)[::2]
    room[drawn] = shapely.length(radii)
    return at.round(1), room.round(1)


def _path(shape: shapely.Geometry) -> str:
    """SVG path of a polygon on the grid: one closed subpath per ring, each vertex relative to the one before."""
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in shapely.get_rings(shapely.get_parts(shape)))


def _ring(points: NDArray[np.float64]) -> str:
    """One closed subpath; the last point of a ring, equal to its first, is left to ``z``."""
    steps = np.diff(points[:-1].astype(int), axis=0)
    moved = steps[steps.any(axis=1)]
    start = " ".join(str(int(value)) for value in points[0])
    return f"M{start}l{' '.join(map(str, moved.ravel().tolist()))}z".replace(" -", "-")
