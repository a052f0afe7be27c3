"""Points in zones: many at once are located as few are."""

import numpy as np
import pytest
import shapely

from data.intake.facts.point_in_polygon import locate

N_MANY, N_FEW = 150_000, 5_000
STAR = shapely.Polygon(
    [(radius * np.cos(turn), radius * np.sin(turn)) for turn in np.linspace(0, 6.2, 400) for radius in (0.9, 0.2)]
)
RING = shapely.Point(0.1, 0.1).buffer(0.8).difference(shapely.Point(0.1, 0.1).buffer(0.5))
SLIVERS = [shapely.box(-1 + i / 500, -1, -1 + (i + 1) / 500, 1) for i in range(0, 1000, 2)]
ZONES = {
    "side by side": [shapely.box(x, y, x + 0.5, y + 0.5) for x in (-1, -0.5, 0, 0.5) for y in (-1, -0.5, 0, 0.5)],
    "overlapping": [shapely.box(-1, -1, 0.2, 0.2), RING, shapely.box(-0.2, -0.2, 1, 1)],
    "one in another": [shapely.Point(0, 0).buffer(0.001), shapely.box(-1, -1, 1, 1)],
    "in parts": [shapely.MultiPolygon([shapely.box(-1, -1, -0.7, -0.7), shapely.box(0.7, 0.7, 1, 1)]), RING],
    "thinner than the grid": SLIVERS,
    "of many sides": [STAR],
    "long and low": [shapely.box(-1, 0, 1, 1e-7), shapely.box(-1, 1e-7, 1, 3e-7)],
}


@pytest.mark.parametrize("zones", ZONES.values(), ids=ZONES)
def test_many_points_are_located_as_few_are(zones):
    zones = np.array(zones, dtype=object)
    rng = np.random.default_rng(0)
    west, south, east, north = shapely.total_bounds(zones)
    lon, lat = rng.uniform(west, east, N_MANY), rng.uniform(south, north, N_MANY)
    # On borders, on the grid that is drawn, outside and nowhere.
    lon[:20_000:2], lat[:30_000:3] = np.round(lon[:20_000:2], 1), np.round(lat[:30_000:3], 1)
    lon[20_000:30_000] = west + (east - west) * rng.integers(0, 1025, 10_000) / 1024
    lon[30_000:30_010] += 10
    lon[30_010:30_020] = np.nan
    pieces = range(0, N_MANY, N_FEW)
    expected = [locate(zones, lon[first : first + N_FEW], lat[first : first + N_FEW]) for first in pieces]
    located = locate(zones, lon, lat)
    assert located.tolist() == np.concatenate(expected).tolist()
    assert {-1, 0} <= {*located.tolist()}
