"""Points as they are kept: rounded to about ten metres, and never over the border of a zone."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.intake import door
from data.intake.facts.point_in_polygon import locate
from data.intake.facts.rounding import round_within
from data.intake.profiles import ZoneProfile
from data.model import Level

STEP = 1e-4


def levels_of(*cuts):
    """What ``round_within`` is told of some cuts, and how it locates points in them."""
    cuts = [np.array(cut, dtype=object) for cut in cuts]
    return lambda lon, lat: [(cut, locate(cut, lon, lat)) for cut in cuts]


def strips(borders, south=43.5, north=43.7):
    """Zones side by side between borders, in degrees east of 1.4."""
    edges = [1.3, *sorted({round(1.4 + border, 12) for border in borders}), 1.5]
    return [shapely.box(west, south, east, north) for west, east in zip(edges[:-1], edges[1:], strict=True)]


HALF = levels_of(strips([0.00003]))
"""A border just east of 1.4: what lies past it is rounded to 1.4, on the other side."""


@pytest.mark.parametrize(
    ("lon", "kept", "east"),
    [
        (1.4, 1.4, 0), (1.40003, 1.4, 0), (1.400031, 1.4001, 1), (1.40004, 1.4001, 1), (1.40006, 1.4001, 0),
        (1.39997, 1.4, 0), (1.39994, 1.3999, 0),
    ],
)  # fmt: skip
def test_point_is_kept_on_its_side_of_a_border(lon, kept, east):
    lon, lat = np.array([lon]), np.array([43.60002])
    x, y, moved_east, moved_north = round_within(HALF(lon, lat), lon, lat)
    assert (x[0], y[0], moved_east[0], moved_north[0]) == (pytest.approx(kept, abs=1e-12), 43.6, east, 0)


def test_point_is_kept_outside_every_zone_when_it_lies_there():
    square = levels_of([shapely.box(1.4, 43.5, 1.5, 43.60004)])
    lon, lat = np.array([1.45, 1.45]), np.array([43.60005, 43.60003])
    _, y, _, north = round_within(square(lon, lat), lon, lat)
    assert (y.tolist(), north.tolist()) == ([43.6001, 43.6], [0, 0])
    lat = np.array([43.600045, 43.60003])
    _, y, _, north = round_within(square(lon, lat), lon, lat)
    assert (y.tolist(), north.tolist()) == ([43.6001, 43.6], [1, 0])


def test_no_point_is_kept_when_its_zone_is_thinner_than_a_step():
    thin = levels_of(strips([0.00002, 0.00008]))
    lon, lat = np.array([1.40004, np.nan]), np.array([43.6, np.nan])
    x, y, east, north = round_within(thin(lon, lat), lon, lat)
    assert np.isnan(x).all() and np.isnan(y).all() and not east.any() and not north.any()


BORDERS = st.lists(st.floats(-0.001, 0.001), min_size=1, max_size=4)
POINTS = st.lists(st.tuples(st.floats(1.398, 1.402), st.floats(43.598, 43.602)), min_size=1, max_size=30)


@given(first=BORDERS, second=BORDERS, points=POINTS)
def test_kept_point_has_the_zones_of_the_exact_one_at_every_level(first, second, points):
    lon, lat = np.array(points).T
    across = [shapely.transform(strip, lambda xy: xy[:, ::-1] + (-42.2, 42.2)) for strip in strips(second)]
    levels = levels_of(strips(first), across)
    x, y, east, north = round_within(levels(lon, lat), lon, lat)
    kept = np.isfinite(x)
    for (_, exact), (_, again) in zip(levels(lon, lat), levels(x, y), strict=True):
        assert (exact[kept] == again[kept]).all()
    for axis, near, moved in ((lon, x, east), (lat, y, north)):
        assert (np.abs(axis - near)[kept] < STEP).all()
        assert (np.abs(near - np.round(axis, 4) - moved * STEP)[kept] < 1e-9).all()


# --- in a commune


def load(town, lon, lat, name="points.csv"):
    rows = "".join(f"2024-03-14;{y!r};{x!r}\n" for x, y in zip(lon.tolist(), lat.tolist(), strict=True))
    return town.load("date;lat;lon\n" + rows, "date=date", "lat=lat", "lon=lon", kind="signalement", name=name)


def disc(lon, lat, radius):
    return shapely.Point(lon, lat).buffer(radius)


def load_zones(town, **shapes):
    gpd.GeoDataFrame({"code": [*shapes]}, geometry=[*shapes.values()], crs=4326).to_file(town.folder / "z.geojson")
    door.take(town.commune, [town.folder / "z.geojson"], ZoneProfile(Level.QPV))


def test_facts_keep_their_zones_when_placed_again_by_their_kept_points(town, squares):
    load_zones(town, a=disc(1.45, 43.6, 0.004), b=disc(1.4512, 43.6, 0.004))
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(1.444, 1.456, 4000), rng.uniform(43.594, 43.606, 4000)
    load(town, lon, lat)
    before = town.facts("quartier, qpv, lon, lat")
    assert 0 < sum(row[1] is None for row in before) < 4000
    assert town.ask("SELECT count(*) FROM fact WHERE moved IS NOT NULL")[0][0] > 20
    squares.to_file(town.folder / "iris.geojson")
    door.take(town.commune, [town.folder / "iris.geojson"], ZoneProfile(Level.IRIS))
    assert town.facts("quartier, qpv, lon, lat") == before


def test_facts_are_known_again_when_other_zones_move_other_points(town):
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(1.444, 1.456, 3000), rng.uniform(43.594, 43.606, 3000)
    load_zones(town, a=disc(1.45, 43.6, 0.004))
    load(town, lon, lat)
    load_zones(town, a=disc(1.4503, 43.6001, 0.0041))
    later = load(town, np.append(lon, 1.42), np.append(lat, 43.62), name="suite.csv")
    assert (later.loaded, later.duplicate) == (1, 3000)


def test_fact_keeps_its_zones_without_a_point_when_none_can_be_kept(town, squares):
    load_zones(town, thin=shapely.box(1.42002, 43.6, 1.42008, 43.65))
    load(town, np.array([1.42005]), np.array([43.62]))
    assert town.facts("quartier, qpv, lon, lat, location") == [("01", "thin", None, None, "point")]
    squares.to_file(town.folder / "iris.geojson")
    door.take(town.commune, [town.folder / "iris.geojson"], ZoneProfile(Level.IRIS))
    assert town.facts("quartier, qpv, lon, lat") == [("01", "thin", None, None)]
