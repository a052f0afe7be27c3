"""Points rounded before they are kept, none of which leaves its zones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.intake.facts.point_in_polygon import locate

_DECIMALS = 4
"""Of a degree: a step of the grid is about 10 m."""

Located = Sequence[tuple[NDArray[np.object_], NDArray[np.int32]]]
"""Of each level, the geometries of its zones and the position among them of each point's zone, -1 for none."""


def round_within(
    levels: Located, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8], NDArray[np.int8]]:
    """Round points to the grid, each to a point of the same zones as itself, or like it in none.

    Parameters
    ----------
    lon, lat : degrees, shape (n,); NaN where unknown.

    Returns
    -------
    Rounded ``lon`` and ``lat``, NaN where no corner of the grid's cell around the point lies in its zones; and by how
    many steps, east and north, they were moved from the nearest rounding, -1 to 1.

    Notes
    -----
    Few points lie so near a border that rounding would take them over it: they alone are tried at the other corners.
    """
    with np.errstate(over="ignore"):
        x, y = np.round(lon, _DECIMALS), np.round(lat, _DECIMALS)
    east, north = np.zeros(len(lon), dtype=np.int8), np.zeros(len(lon), dtype=np.int8)
    astray = np.flatnonzero(_strayed(levels, x, y))
    for share_x, share_y in ((1, 0), (0, 1), (1, 1)):
        nearest_x, nearest_y = np.round(lon[astray], _DECIMALS), np.round(lat[astray], _DECIMALS)
        east[astray] = share_x * np.sign(lon[astray] - nearest_x)
        north[astray] = share_y * np.sign(lat[astray] - nearest_y)
        x[astray] = np.round(nearest_x + east[astray] / 10**_DECIMALS, _DECIMALS)
        y[astray] = np.round(nearest_y + north[astray] / 10**_DECIMALS, _DECIMALS)
        of_astray = [(geometries, zones[astray]) for geometries, zones in levels]
        astray = astray[_strayed(of_astray, x[astray], y[astray])]
    x[astray] = y[astray] = np.nan
    east[astray] = north[astray] = 0
    return x, y, east, north


def _strayed(levels: Located, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point lies in another zone than it should."""
    strayed = np.zeros(len(lon), dtype=bool)
    for geometries, zones in levels:
        strayed |= locate(geometries, lon, lat) != zones
    return strayed
