"""In which zone a point lies. Every point gets one zone of a level, or none."""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import product

import numpy as np
import shapely
from numpy.typing import NDArray

_GRID = 1024
"""Cells along each side of the level's extent; most are crossed by no border and need no geometry to answer."""
_FEW = 1 << 16
"""Points up to which drawing the grid would cost more than it saves."""
_CROSSED = -2
"""Of a cell that a border crosses, or nearly."""
_SAMPLES = 4
"""Of a border, per cell that it runs along."""
_AT_ONCE = 1 << 20
"""Samples that are looked at together, so that borders of any length fit in memory."""
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
    A point in a cell that no border crosses is located by the cell; the others are tested exactly, as are all of a
    small file.
    """
    if len(geometries) == 0 or len(lon) == 0:
        return np.full(len(lon), -1, dtype=np.int32)
    west, south, east, north = shapely.total_bounds(geometries)
    if len(lon) <= _FEW:
        located = np.full(len(lon), -1, dtype=np.int32)
        inside = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        located[inside] = _test_few(geometries, lon[inside], lat[inside])
        return located
    cells = _cells(tuple(geometries), west, south, east, north)

    def look_up(first: int) -> NDArray[np.int32]:
        x, y = lon[first : first + _FEW], lat[first : first + _FEW]
        inside = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        column = _at((x[inside] - west) * (_GRID / (east - west)))
        row = _at((y[inside] - south) * (_GRID / (north - south)))
        zone_of_point = np.full(len(x), -1, dtype=np.int32)
        zone_of_point[inside] = cells[row * _GRID + column]
        return zone_of_point

    # A few points at a time, whose positions stay in the memory of the processor: half the time of all at once.
    with ThreadPoolExecutor(_WORKERS) as pool:
        located = np.concatenate([*pool.map(look_up, range(0, len(lon), _FEW))])
    undecided = np.flatnonzero(located == _CROSSED)
    located[undecided] = _test(geometries, lon[undecided], lat[undecided])
    return located


# Drawn once for the points of a file and for what they are rounded to.
@lru_cache(maxsize=4)
def _cells(
    zones: tuple[shapely.Geometry, ...], west: float, south: float, east: float, north: float
) -> NDArray[np.int32]:
    """Zone of each grid cell, -1 outside every zone, ``_CROSSED`` where a border is."""
    size = np.array([(east - west) / _GRID, (north - south) / _GRID])
    crossed = _crossed_cells(np.array(zones), np.array([west, south]), size)
    # From one cell to the next of its row, the zone stays the same where no border crosses either.
    first = ~crossed
    first[:, 1:] &= crossed[:, :-1]
    row, column = np.nonzero(first)
    zone = _test_few(np.array(zones), west + (column + 0.5) * size[0], south + (row + 0.5) * size[1])
    cells = np.full(crossed.shape, _CROSSED, dtype=np.int32)
    cells[~crossed] = zone[np.cumsum(first)[~crossed.ravel()] - 1]
    return cells.ravel()


def _crossed_cells(
    zones: NDArray[np.object_], corner: NDArray[np.float64], size: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether a border crosses each grid cell, or runs within an eighth of a cell of it; shape (rows, columns)."""
    vertices, ring = shapely.get_coordinates(shapely.get_parts(shapely.boundary(zones)), return_index=True)
    vertices = (vertices - corner) / size
    is_side = ring[1:] == ring[:-1]
    start, side = vertices[:-1][is_side], np.diff(vertices, axis=0)[is_side]
    n_samples = np.maximum(np.ceil(_SAMPLES * np.abs(side).max(axis=1)), 1).astype(np.int64)
    last = np.cumsum(n_samples)
    crossed = np.zeros((_GRID, _GRID), dtype=bool)
    for sides in np.split(np.arange(len(side)), np.searchsorted(last, np.arange(_AT_ONCE, last[-1], _AT_ONCE))):
        of_side = np.repeat(sides, n_samples[sides])
        rank = np.arange(len(of_side)) - np.repeat(np.cumsum(n_samples[sides]) - n_samples[sides], n_samples[sides])
        share = (rank + 0.5) / n_samples[of_side]
        x, y = (start[of_side] + share[:, None] * side[of_side]).T
        # What is nearer to a sample than the next one lies in the cells of the corners of this square.
        for dx, dy in product((-1 / _SAMPLES, 1 / _SAMPLES), repeat=2):
            crossed[_at(y + dy), _at(x + dx)] = True
    return crossed


def _at(position: NDArray[np.float64]) -> NDArray[np.int32]:
    """Row or column of the grid at a position; the last one includes its end."""
    return np.clip(position, 0, _GRID - 1).astype(np.int32)


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
