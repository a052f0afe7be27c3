"""The outline for browsers: shapes on one grid, borders still shared, labels inside, nothing lost."""

import gzip
import json
import re

import numpy as np
import pyproj
import pytest
import shapely

from data.intake.zones import outline
from data.model import Level

TO_DEGREES = pyproj.Transformer.from_crs(3857, 4326, always_xy=True)
TO_METRES = pyproj.Transformer.from_crs(4326, 3857, always_xy=True)
CORNER = np.array([150_000, 5_400_000])
"""Somewhere in the south-west of France, in Web Mercator metres."""
SQUARE = shapely.box(0, 0, 10_000, 10_000)
FRAME = SQUARE - shapely.box(100, 100, 9_900, 9_900)


def projected(shapes, transformer):
    return shapely.transform(shapes, lambda points: np.column_stack(transformer.transform(*points.T)))


def in_degrees(*shapes):
    """Shapes drawn in metres from the corner, y to the north."""
    return projected(shapely.transform(np.array(shapes, dtype=object), lambda points: points + CORNER), TO_DEGREES)


def draw(*shapes):
    return outline.draw([str(i) for i in range(len(shapes))], in_degrees(*shapes))


def decoded(path):
    """Polygon that a path draws with the rule « evenodd »; nothing else than the agreed commands is understood."""
    assert re.fullmatch(r"(M-?\d+[ -]\d+l-?\d+([ -]\d+)*z)*", path)
    shape = shapely.Polygon()
    for x, y, steps in re.findall(r"M(-?\d+) ?(-?\d+)l([^z]+)z", path):
        points = np.array([x, y, *re.findall(r"-?\d+", steps)], dtype=int).reshape(-1, 2).cumsum(axis=0)
        shape = shape.symmetric_difference(shapely.Polygon(points))
    return shape


def shapes_of(drawn):
    return np.array([decoded(zone["path"]) for zone in drawn["zones"]], dtype=object)


def vertices(shape):
    return {tuple(point) for point in shapely.get_coordinates(shape).tolist()}


def overlap_and_gap(shapes):
    """Share of the whole that is covered twice, and share that is enclosed without being covered."""
    union = shapely.union_all(shapes)
    filled = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(union))))
    return (shapely.area(shapes).sum() - union.area) / union.area, (filled.area - union.area) / union.area


def reached(drawn):
    """How many zones the arrows lead to from each one."""
    to = np.array([zone["to"] for zone in drawn["zones"]])
    steps = np.eye(len(to), len(to) + 1, dtype=bool)  # one column more, for the arrows that lead nowhere
    steps[np.arange(len(to))[:, None], to] = True
    steps = steps[:, :-1]
    while not np.array_equal(steps, further := (steps.astype(int) @ steps) > 0):
        steps = further
    return steps.sum(axis=1)


@pytest.fixture(scope="module")
def voronoi():
    """A coverage of 300 zones with winding borders, in degrees."""
    rng = np.random.default_rng(4)
    town = shapely.Point(0, 0).buffer(5_000)
    cells = shapely.voronoi_polygons(shapely.multipoints(rng.uniform(-3_500, 3_500, (300, 2))), extend_to=town)
    fine = shapely.segmentize(shapely.intersection(shapely.get_parts(cells), town), 20)

    def wind(points):
        # Rounded, because the two sides of a border are cut in opposite directions.
        return np.round(points + 15 * np.sin(points[:, ::-1] / 40) + 2 * np.sin(points[:, ::-1] / 9), 4)

    shapes = in_degrees(*shapely.transform(fine, wind))
    assert shapely.coverage_is_valid(shapes)
    return shapes


# --- the frame


def test_frame_says_where_the_grid_lies():
    drawn = draw(shapely.box(0, 0, 6_000, 12_000))
    west, south, east, north = drawn["box"]
    assert drawn["size"] == [5_000, 10_000]
    assert drawn["unit"] == pytest.approx(1.2)
    assert [west, south, east, north] == pytest.approx([*CORNER, *(CORNER + (6_000, 12_000))], abs=1e-3)
    assert (east - west, north - south) == pytest.approx((5_000 * drawn["unit"], 10_000 * drawn["unit"]))


def test_ground_is_the_length_of_a_unit_on_the_earth():
    drawn = draw(SQUARE)
    west, south, east, north = drawn["box"]
    (lon, other), (lat, _) = TO_DEGREES.transform([west, east], [(south + north) / 2] * 2)
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(lon, lat, other, lat)
    assert drawn["ground"] * drawn["size"][0] == pytest.approx(metres, rel=5e-3)


def test_y_goes_downwards():
    north, south = draw(shapely.box(0, 5_000, 9_000, 10_000), shapely.box(0, 0, 9_000, 5_000))["zones"]
    assert (north["at"][1], south["at"][1]) == pytest.approx((2_500, 7_500), abs=2)


# --- the paths


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(0, 0, 10_000, 8_000),
        shapely.Polygon([(0, 0), (10_000, 0), (9_000, 7_000), (4_000, 2_000), (100, 9_000)]),
        SQUARE - shapely.box(2_000, 3_000, 4_000, 6_000) - shapely.box(6_000, 6_000, 7_000, 7_000),
        shapely.MultiPolygon([shapely.box(0, 0, 3_000, 3_000), shapely.box(4_000, 4_000, 10_000, 10_000)]),
    ],
    ids=["square", "concave", "two holes", "two parts"],
)  # fmt: skip
def test_path_draws_the_polygon_back(shape):
    drawn = draw(shape)
    height = drawn["size"][1]
    (found,) = shapely.transform(shapes_of(drawn), lambda points: (0, height) + points * (1, -1))
    assert found.equals(shape)


def test_path_is_written_in_few_characters():
    path = draw(shapely.Polygon([(0, 0), (0, 10_000), (4_000, 9_000), (4_000, 1_000)]))["zones"][0]["path"]
    assert path == "M0 10000l0-10000 4000 1000 0 8000z"


def test_neighbours_share_exactly_their_common_vertices():
    rng = np.random.default_rng(1)
    border = [(4_000 + rng.integers(-900, 900), y) for y in range(0, 10_001, 250)]
    west = shapely.Polygon([(0, 10_000), (0, 0), *border])
    east = shapely.Polygon([(9_000, 10_000), (9_000, 0), *border])
    first, second = shapes_of(draw(west, east))
    common = vertices(first) & vertices(second)
    assert len(common) > 20
    assert common == {point for point in vertices(first) if second.intersects(shapely.Point(point))}
    assert common == {point for point in vertices(second) if first.intersects(shapely.Point(point))}
    assert first.intersection(second).area == 0


def test_coverage_stays_without_overlap_nor_gap(voronoi):
    drawn = outline.draw([str(i) for i in range(len(voronoi))], voronoi)
    shapes = shapes_of(drawn)
    overlap, gap = overlap_and_gap(shapes)
    assert len(shapes) == 300 and shapely.is_valid(shapes).all()
    assert (overlap, gap) == pytest.approx((0, 0), abs=1e-4)
    assert shapely.get_num_coordinates(shapes).sum() < 0.6 * shapely.get_num_coordinates(voronoi).sum()


def test_shapes_are_those_of_the_file_to_a_few_units(voronoi):
    drawn = outline.draw([str(i) for i in range(len(voronoi))], voronoi)
    west, _, _, north = drawn["box"]
    metres = projected(voronoi, TO_METRES)
    expected = shapely.transform(metres, lambda points: (points - (west, north)) / (drawn["unit"], -drawn["unit"]))
    assert shapely.hausdorff_distance(shapes_of(drawn), expected).max() < 25


def test_polygons_stay_valid_when_zones_overlap():
    drawn = draw(shapely.box(0, 0, 7_000, 7_000), shapely.box(5_000, 5_000, 10_000, 10_000))
    shapes = shapes_of(drawn)
    assert shapely.is_valid(shapes).all()
    assert shapely.area(shapes) == pytest.approx([49e6, 25e6], rel=1e-3)


def test_polygon_stays_valid_when_the_grid_closes_a_narrow_passage():
    # The tip of the notch is 0.3 unit above the lower side: on the grid, it touches it.
    notched = shapely.Polygon([(0, 0), (10_000, 0), (10_000, 9_000), (5_000, 0.3), (0, 9_000)])
    (shape,) = shapes_of(draw(notched))
    assert shape.is_valid and shape.geom_type == "MultiPolygon" and shape.area == pytest.approx(45e6, rel=1e-3)


# --- small and missing zones


@pytest.mark.parametrize(("side", "area"), [(0.3, 50), (6, 50), (20, 400)])
def test_zone_is_drawn_large_enough_to_be_seen_when_it_is_tiny(side, area):
    islet = shapely.box(5_000, 5_000, 5_000 + side, 5_000 + side)
    drawn = draw(FRAME, islet)
    shape = shapes_of(drawn)[1]
    assert shape.area == area and shape.buffer(1).contains(shapely.Point(5_000, 5_000))
    assert shape.contains(shapely.Point(drawn["zones"][1]["at"]))


def test_only_the_ring_is_dropped_when_it_is_smaller_than_the_grid():
    holed = SQUARE - shapely.box(5_000, 5_000, 5_000.3, 5_000.3)
    zone = shapely.MultiPolygon([holed, shapely.box(12_000, 0, 12_000.3, 0.3)])
    path = draw(zone, shapely.box(12_000, 10_000, 13_000, 11_000))["zones"][0]["path"]
    assert path.count("M") == 1


@pytest.mark.parametrize("nothing", [shapely.Polygon(), shapely.MultiPolygon()], ids=lambda shape: shape.geom_type)
def test_zone_keeps_its_place_in_the_list_when_it_has_no_surface(nothing):
    flat, square = draw(nothing, SQUARE)["zones"]
    assert (flat["code"], flat["path"], flat["at"], flat["room"]) == ("0", "", [5_000, 5_000], 0)
    assert (square["code"], 0 in square["to"], 1 in flat["to"]) == ("1", True, True)


# --- labels


@pytest.mark.parametrize(
    ("shape", "at", "room"),
    [
        (SQUARE, (5_000, 5_000), 5_000),
        (SQUARE - shapely.box(0, 0, 6_000, 6_000), (7_657, 2_343), 2_343),
        (shapely.MultiPolygon([shapely.box(0, 0, 2_000, 2_000), shapely.box(4_000, 4_000, 10_000, 10_000)]),
         (7_000, 3_000), 3_000),
    ],
    ids=["square", "corner", "largest part"],
)  # fmt: skip
def test_label_stands_where_there_is_most_room(shape, at, room):
    (zone,) = draw(shape)["zones"]
    assert [*zone["at"], zone["room"]] == pytest.approx([*at, room], abs=20)


def test_labels_are_inside_and_arrows_lead_everywhere(voronoi):
    drawn = outline.draw([str(i) for i in range(len(voronoi))], voronoi)
    at = np.array([zone["at"] for zone in drawn["zones"]])
    assert shapely.contains_xy(shapes_of(drawn), *at.T).all()
    assert (reached(drawn) == 300).all()


# --- the files


def test_files_are_the_same_bytes_when_written_twice(voronoi):
    codes = [f"{i:03d}" for i in range(len(voronoi))]
    files = outline.files(Level.IRIS, "0123abcd", codes, voronoi)
    assert files == outline.files(Level.IRIS, "0123abcd", codes, voronoi)
    assert sorted(files) == ["iris-0123abcd.json", "iris-0123abcd.json.gz"]
    assert gzip.decompress(files["iris-0123abcd.json.gz"]) == files["iris-0123abcd.json"]
    read = json.loads(files["iris-0123abcd.json"])
    assert list(read) == ["size", "box", "unit", "ground", "zones"]
    assert [zone["code"] for zone in read["zones"]] == codes
    assert all(list(zone) == ["code", "path", "at", "room", "to"] for zone in read["zones"])
