"""In which zone a point lies. Every point gets one zone of a level, or none."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

_GRID = 256
"""Cells along each side of the level's extent; most hold one zone and need no geometry to answer."""
_WORKERS = 2


def locate(geometries: NDArray[np.object_], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int32]:
    """Find the zone of each point.

    Parameters
    ----------
    geometries : polygons of one level, in the order that decides between two of them.
    lon, lat : degrees, shape (n,); NaN where unknown.

    Returns
    -------
    Position of the zone in ``geometries``, shape (n,); -1 for a point outside every zone or unknown.

    Notes
    -----
    A zone includes its border. A point on a shared border, or where zones overlap, belongs to the first of them.
    A point in a cell that one zone alone touches, and covers, is located by the cell; the others are tested exactly,
    as are all of a small file.
    """
    located = np.full(len(lon), -1, dtype=np.int32)
    if len(geometries) == 0 or len(lon) == 0:
        return located
    west, south, east, north = shapely.total_bounds(geometries)
    inside = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    lon, lat = lon[inside], lat[inside]
    # Below, drawing the grid would cost more than it saves.
    if len(inside) <= _GRID**2:
        located[inside] = _test_few(geometries, lon, lat)
        return located
    column = np.minimum((lon - west) * (_GRID / (east - west)), _GRID - 1).astype(np.int32)
    row = np.minimum((lat - south) * (_GRID / (north - south)), _GRID - 1).astype(np.int32)
    zone_of_point = _cells(tuple(geometries), west, south, east, north)[row * _GRID + column]
    undecided = np.flatnonzero(zone_of_point < 0)
    zone_of_point[undecided] = _test(geometries, lon[undecided], lat[undecided])
    located[inside] = zone_of_point
    return located


# Drawn once for the points of a file and for what they are rounded to.
@lru_cache(maxsize=4)
def _cells(
    zones: tuple[shapely.Geometry, ...], west: float, south: float, east: float, north: float
) -> NDArray[np.int32]:
    """Zone of each grid cell that one zone alone touches and wholly contains, else -1."""
    x, y = np.linspace(west, east, _GRID + 1), np.linspace(south, north, _GRID + 1)
    boxes = shapely.box(
        np.tile(x[:-1], _GRID), np.repeat(y[:-1], _GRID), np.tile(x[1:], _GRID), np.repeat(y[1:], _GRID)
    )
    tree = shapely.STRtree(boxes)
    zone, cell = tree.query(zones, predicate="contains_properly")
    # Zones that overlap contain the same cell, or one of them has its border there.
    bordered = np.zeros(len(boxes), dtype=bool)
    bordered[tree.query(shapely.boundary(zones), predicate="intersects")[1]] = True
    alone = (np.bincount(cell, minlength=len(boxes))[cell] == 1) & ~bordered[cell]
    cells = np.full(len(boxes), -1, dtype=np.int32)
    cells[cell[alone]] = zone[alone]
    return cells


def _test_few(zones: NDArray[np.object_], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int32]:
    """Zone of each point by exact geometry: each point with each zone whose bounds hold it, all at once."""
    shapely.prepare(zones)
    point, zone = shapely.STRtree(zones).query(shapely.points(lon, lat))
    inside = shapely.intersects_xy(zones[zone], lon[point], lat[point])
    zone_of_point = np.full(len(lon), len(zones), dtype=np.int32)
    np.minimum.at(zone_of_point, point[inside], zone[inside].astype(np.int32))
    return np.where(zone_of_point == len(zones), np.int32(-1), zone_of_point)


def _test(zones: NDArray[np.object_], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int32]:
    """Zone of each point by exact geometry, the points sorted so that each zone meets only those in its own bounds."""
    shapely.prepare(zones)
    order = np.argsort(lon)
    x, y = lon[order], lat[order]
    bounds = shapely.bounds(zones)
    first = np.searchsorted(x, bounds[:, 0], side="left")
    last = np.searchsorted(x, bounds[:, 2], side="right")

    def members(zone: int) -> NDArray[np.int64]:
        strip = y[first[zone] : last[zone]]
        near: NDArray[np.int64] = np.flatnonzero((strip >= bounds[zone, 1]) & (strip <= bounds[zone, 3])) + first[zone]
        inside: NDArray[np.bool_] = shapely.intersects_xy(zones[zone], x[near], y[near])
        return near[inside]

    sorted_zone = np.full(len(x), -1, dtype=np.int32)
    with ThreadPoolExecutor(_WORKERS) as pool:
        for zone, points in enumerate(pool.map(members, range(len(zones)))):
            sorted_zone[points[sorted_zone[points] < 0]] = zone
    zone_of_point = np.empty_like(sorted_zone)
    zone_of_point[order] = sorted_zone
    return zone_of_point
