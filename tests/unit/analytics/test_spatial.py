"""Zones beside their neighbours and classes: properties, limits of the domain, refusals."""

import time
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from analytics.statistics.spatial import (
    classify,
    global_moran,
    local_g,
    neighbours,
)
from tests.calibration import towns

SIDE = 6
ISLAND = "île"


def square(column: float, row: float) -> shapely.Polygon:
    return shapely.box(column, row, column + 1, row + 1)


def lattice(side: int, *, island: bool = False) -> gpd.GeoSeries:
    """Square zones of one metre, named by their column and row; and one far from all."""
    squares = {f"{column}-{row}": square(column, row) for column in range(side) for row in range(side)}
    return gpd.GeoSeries(squares | ({ISLAND: square(100, 100)} if island else {}))


OUTLINES = lattice(SIDE)
QUEEN = neighbours(OUTLINES)
SLOPE = pd.Series([float(code[0]) for code in OUTLINES.index], OUTLINES.index)
BOARD = pd.Series([(int(code[0]) + int(code[2])) % 2 for code in OUTLINES.index], OUTLINES.index, dtype=float)
NOISE = pd.Series(np.random.default_rng(8).normal(size=SIDE**2), OUTLINES.index)
ROOK = neighbours(OUTLINES, "rook")

grids = st.lists(st.integers(-50, 50), min_size=SIDE**2, max_size=SIDE**2).filter(lambda values: len(set(values)) > 1)
orders = st.permutations(range(SIDE**2))


def figures(values, weights) -> list[float]:
    """What the statistics of a whole commune say, permutations apart."""
    whole = global_moran(values, weights, 0)
    return [whole.statistic, whole.expected, whole.z, whole.p_value]


# --- neighbours


@pytest.mark.parametrize(
    ("kind", "distance_m", "corner", "middle"),
    [("queen", None, 3, 8), ("rook", None, 2, 4), ("distance", 1, 2, 4), ("distance", 1.5, 3, 8)],
)
def test_neighbours_are_those_around_when_zones_are_squares(kind, distance_m, corner, middle):
    graph = neighbours(OUTLINES, kind, distance_m)
    assert (graph.cardinalities["0-0"], graph.cardinalities["2-3"]) == (corner, middle)
    assert list(graph.unique_ids) == list(OUTLINES.index)


@pytest.mark.parametrize(("kind", "distance_m"), [("queen", None), ("rook", None), ("distance", 2)])
def test_island_is_kept_and_named_when_it_has_no_neighbour(kind, distance_m):
    graph = neighbours(lattice(SIDE, island=True), kind, distance_m)
    assert list(graph.isolates) == [ISLAND]
    assert graph.n == SIDE**2 + 1


@pytest.mark.parametrize(("distance_m", "linked"), [(1110, False), (1113, True)])
def test_distances_are_metres_when_outlines_are_in_degrees(distance_m, linked):
    # A hundredth of a degree of latitude is 1,112 m; points, so that no outline is needed.
    points = gpd.GeoSeries.from_xy([2.0, 2.0], [47.00, 47.01], index=["a", "b"], crs="EPSG:4326")
    assert neighbours(points, "distance", distance_m).isolates.empty is linked


def test_zones_are_neighbours_when_their_outlines_overlap_by_a_hair():
    overlapping = gpd.GeoSeries(
        {"a": square(0, 0), "b": shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (0.9999, 0.5)])}
    )
    assert neighbours(overlapping).isolates.empty


# --- the commune as a whole


@settings(max_examples=25)
@given(grids, orders)
def test_statistics_stay_when_zones_change_places_in_the_table(values, order):
    series = pd.Series(values, OUTLINES.index, dtype=float)
    assert figures(series.iloc[order], QUEEN) == figures(series, QUEEN)
    elsewhere = neighbours(OUTLINES.iloc[order])
    assert figures(series, elsewhere) == pytest.approx(figures(series, QUEEN))


@settings(max_examples=40)
@given(grids, st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_statistics_stay_when_unit_and_origin_change(values, unit, origin):
    series = pd.Series(values, OUTLINES.index, dtype=float)
    assert figures(series * unit + origin, QUEEN) == pytest.approx(figures(series, QUEEN), rel=1e-6, abs=1e-9)


def test_zones_resemble_their_neighbours_when_values_follow_a_slope_and_contrast_on_a_board():
    assert global_moran(SLOPE, ROOK).statistic > 0.7
    assert global_moran(BOARD, ROOK).statistic == pytest.approx(-1)
    assert global_moran(SLOPE, ROOK).p_value == global_moran(BOARD, ROOK).p_value == 2 / 1000


def test_moments_are_those_of_permutations_when_these_are_many():
    # esda's moments are exact: the permuted statistic has them, whatever the values.
    rng = np.random.default_rng(5)
    permuted = [moran_of(rng.permutation(SLOPE), ROOK) for _ in range(4_000)]
    ours = global_moran(SLOPE, ROOK, 0)
    assert np.mean(permuted) == pytest.approx(ours.expected, abs=0.01)
    assert (ours.statistic - ours.expected) / np.std(permuted) == pytest.approx(ours.z, rel=0.05)


def moran_of(values: np.ndarray, weights: Graph) -> float:
    deviations = values - values.mean()
    return len(values) / weights.sparse.sum() * deviations @ (weights.sparse @ deviations) / (deviations @ deviations)


@pytest.mark.slow
def test_p_values_of_chance_are_uniform_when_values_are_drawn_at_random():
    rng = np.random.default_rng(40)
    p_values = [global_moran(rng.normal(size=SIDE**2), QUEEN, 99, rng).p_value for _ in range(400)]
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=0.025)
    assert np.mean(np.array(p_values) <= 0.5) == pytest.approx(0.5, abs=0.06)


def test_permutation_and_normal_p_values_agree_when_values_are_normal():
    several = global_moran(NOISE, QUEEN, 9_999)
    assert several.p_value == pytest.approx(global_moran(NOISE, QUEEN, 0).p_value, abs=0.05)


def test_figures_repeat_when_the_generator_does_and_leave_the_global_state():
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    assert global_moran(NOISE, QUEEN) == global_moran(NOISE, QUEEN)
    first, second = (global_moran(NOISE, QUEEN, rng=np.random.default_rng(seed)) for seed in (1, 2))
    assert first.p_value != second.p_value
    again = [local_g(NOISE, QUEEN, permutations=99) for _ in range(2)]
    pd.testing.assert_frame_equal(*again)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


# --- which zones


@settings(max_examples=25)
@given(grids, orders)
def test_local_figures_follow_their_zones_when_these_change_places(values, order):
    series = pd.Series(values, OUTLINES.index, dtype=float)
    expected = local_g(series, QUEEN, permutations=9)
    pd.testing.assert_frame_equal(local_g(series.iloc[order], QUEEN, permutations=9), expected)
    expected = local_g(series, QUEEN)
    elsewhere = local_g(series, neighbours(OUTLINES.iloc[order]))
    pd.testing.assert_frame_equal(elsewhere.loc[expected.index], expected)


@given(grids)
def test_local_g_is_the_same_when_weights_are_binary_or_row_standardised(values):
    for star in (True, False):
        binary, standardised = (local_g(values, weights, star)["z"] for weights in (QUEEN, QUEEN.transform("r")))
        assert standardised.to_numpy() == pytest.approx(binary.to_numpy(), rel=1e-6, abs=1e-6, nan_ok=True)


def test_highest_z_is_where_high_values_gather_and_changes_sign_with_them():
    values = pd.Series(0.0, OUTLINES.index)
    hot = [code for code in OUTLINES.index if code[0] in "01" and code[2] in "01"]
    values[hot] = 10.0
    values["5-5"] = 9.0
    values["0-0"] = -1.0
    z = local_g(values, QUEEN)["z"]
    assert z.idxmax() in hot
    assert (local_g(-values, QUEEN)["z"] + z).abs().max() < 1e-9


def test_cluster_is_found_and_noise_is_not_when_p_values_are_adjusted():
    values = NOISE.copy()
    values[[code for code in OUTLINES.index if code[0] in "012" and code[2] in "012"]] += 6.0
    for frame in (local_g(values, QUEEN), local_g(values, QUEEN, permutations=9_999)):
        assert frame.loc["1-1", "p_adjusted"] < 0.05
    for frame in (local_g(NOISE, QUEEN), local_g(NOISE, QUEEN, permutations=9_999)):
        assert frame["p_adjusted"].min() > 0.05
        assert (frame["p_adjusted"] >= frame["p_value"]).all()


def test_local_p_values_are_those_of_every_arrangement_when_zones_are_few():
    # Six zones in a ring: by hand, of the 20 ways to place three values around the third, how many sum as much.
    graph = Graph.from_arrays(np.array(list("aabbccddeeff")), np.array(list("bfacbdcedfea")), np.ones(12))
    values = pd.Series([1.0, 8.0, 9.0, 7.0, 2.0, 3.0], list("abcdef"))
    sums = [sum(three) for three in combinations(values, 3)]
    exact = 2 * np.mean(np.array(sums) >= 24)
    frame = local_g(values, graph, permutations=20_000)
    assert frame.loc["c", "p_value"] == pytest.approx(exact, abs=0.02)


def test_island_has_a_row_without_figures_and_others_are_adjusted_without_it():
    outlines = lattice(SIDE, island=True)
    values = pd.Series(np.random.default_rng(2).normal(size=len(outlines)), outlines.index)
    frame = local_g(values, neighbours(outlines))
    assert list(frame.index) == list(outlines.index)
    assert frame.loc[ISLAND].isna().all()
    assert frame.drop(ISLAND).notna().all(axis=None)
    assert global_moran(values, neighbours(outlines)).expected == -1 / SIDE**2


def test_all_zones_as_neighbours_leave_nothing_to_compare():
    codes = np.arange(5)
    pairs = np.array([(i, j) for i in codes for j in codes if i != j]).T
    complete = Graph.from_arrays(*pairs, np.ones(20))
    assert local_g([1, 2, 3, 4, 6], complete).isna().all(axis=None)
    with pytest.raises(ValueError, match="^values, weights "):
        global_moran([1, 2, 3, 4, 6], complete)


def test_thousand_zones_take_less_than_a_second_when_permutations_are_999():
    outlines = gpd.GeoSeries([square(column, row) for column in range(40) for row in range(25)])
    weights, values = neighbours(outlines).transform("r"), np.random.default_rng(1).normal(size=1_000)
    start = time.process_time()
    local_g(values, weights, permutations=999)
    assert time.process_time() - start < 1


# --- classes


@given(st.lists(st.integers(0, 500), min_size=8, max_size=60).filter(lambda values: len(set(values)) >= 5))
def test_every_value_has_its_class_when_values_are_any(values):
    for scheme in ("fisher_jenks", "quantiles", "equal_interval", "head_tail"):
        classes = classify(values, scheme)
        assert np.all(np.diff(classes.bins) > 0)
        assert classes.bins[-1] == pytest.approx(max(values))
        assert classes.counts.sum() == len(values)
        assert classify(sorted(values), scheme).bins.tolist() == classes.bins.tolist()


def test_quantiles_are_fewer_when_most_values_are_equal():
    assert len(classify([0] * 50 + [1, 2, 3, 4], "quantiles").bins) < 5


def test_limits_hold_for_all_dates_when_a_table_of_zones_by_date_is_given():
    table = np.arange(60.0).reshape(12, 5)
    assert classify(table).bins.tolist() == classify(table.ravel()).bins.tolist()


# --- refusals

ALIKE = pd.Series(3.0, OUTLINES.index)
TWICE = pd.Series([1.0, 2.0], ["0-0", "0-0"])
ELSEWHERE = NOISE.rename({"0-0": "9-9"})
UNKNOWN = NOISE.mask(NOISE.index == "0-3")


@pytest.mark.parametrize("statistic", [global_moran, local_g])
@pytest.mark.parametrize(
    ("values", "argument", "rows"),
    [
        ([], "values", "none"),
        ("calme", "values", "all"),
        (ALIKE, "values", "all"),
        (UNKNOWN, "values", "3"),
        (TWICE, "values", "0, 1"),
        (ELSEWHERE, "values, weights", "0-0, 9-9"),
        (NOISE.iloc[1:], "values, weights", "0-0"),
        ([1.0, 2.0], "values, weights", "all"),
        (5.0, "values, weights", "all"),
        (NOISE.to_frame(), "values, weights", "all"),
    ],
)
def test_values_are_refused_when_they_are_not_one_per_zone(statistic, values, argument, rows):
    with pytest.raises(ValueError, match=rf"^{argument} .*\(rows {rows}\)"):
        statistic(values, QUEEN)


@pytest.mark.parametrize("statistic", [global_moran, local_g])
@pytest.mark.parametrize(
    "weights",
    [
        QUEEN.sparse,
        Graph.from_arrays(np.array([0, 1, 2]), np.array([1, 2, 0]), np.ones(3)),
        Graph.from_arrays(np.arange(5), np.arange(5), np.zeros(5)),
        Graph.from_arrays(np.array([0, 1, 2, 3]), np.array([1, 2, 3, 0]), np.array([1, 1, 1, -1])),
    ],
    ids=["not a graph", "three zones", "islands alone", "a negative weight"],
)
def test_weights_are_refused_when_they_make_no_neighbourhood(statistic, weights):
    with pytest.raises(ValueError, match="^weights "):
        statistic([1.0, 2.0, 3.0, 5.0], weights)


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda: global_moran(NOISE, QUEEN, -1), "permutations", "all"),
        (lambda: local_g(NOISE, QUEEN, permutations=-1), "permutations", "all"),
        (lambda: neighbours(OUTLINES.iloc[:0]), "zones", "all"),
        (lambda: neighbours(OUTLINES.iloc[[0, 1, 0]]), "zones", "0, 2"),
        (lambda: neighbours(gpd.GeoSeries([square(0, 0), shapely.Polygon(), None])), "zones", "1, 2"),
        (lambda: neighbours(OUTLINES, "knight"), "kind", "all"),
        (lambda: neighbours(OUTLINES, "distance"), "distance_m", "all"),
        (lambda: neighbours(OUTLINES, "distance", 0), "distance_m", "all"),
        (lambda: neighbours(OUTLINES, "queen", 3), "distance_m", "all"),
        (lambda: classify([]), "values", "none"),
        (lambda: classify([1, 2, float("nan")]), "values", "2"),
        (lambda: classify([1, 2, 3, 4, 4]), "values", "all"),
        (lambda: classify([3, 3, 3], "head_tail"), "values", "all"),
        (lambda: classify([1, 2, 3], "fisher_jenks", k=1), "k", "all"),
        (lambda: classify([1, 2, 3], "pretty"), "scheme", "all"),
    ],
)
def test_argument_is_named_with_its_rows_when_it_is_unusable(call, argument, rows):
    with pytest.raises(ValueError, match=rf"^{argument} .*\(rows {rows}\)"):
        call()


@pytest.mark.parametrize(("different", "refused"), [(4, True), (5, False), (6, False)])
def test_five_classes_want_five_different_values(different, refused):
    values = [*range(different), 0, 0]
    if refused:
        with pytest.raises(ValueError, match="values"):
            classify(values)
    else:
        assert len(classify(values).bins) == 5


@pytest.mark.parametrize(("zones", "refused"), [(3, True), (4, False), (5, False)])
def test_statistics_want_four_zones(zones, refused):
    ring = np.arange(zones)
    graph = Graph.from_arrays(ring, np.roll(ring, 1), np.ones(zones))
    values = ring**2 + 1.0
    if refused:
        with pytest.raises(ValueError, match="weights"):
            global_moran(values, graph)
    else:
        assert np.isfinite(global_moran(values, graph).z)


def test_series_is_read_in_the_order_of_the_graph_when_its_index_names_nothing():
    unnamed = NOISE.reset_index(drop=True)
    assert global_moran(unnamed, QUEEN) == global_moran(NOISE.to_numpy(), QUEEN) == global_moran(NOISE, QUEEN)


def test_index_of_thousands_of_zones_has_the_variance_that_its_permutations_have():
    graph, rng = towns.chessboard(56), np.random.default_rng(4)
    values = rng.normal(size=graph.n)
    drawn = [global_moran(rng.permutation(values), graph, permutations=0).z for _ in range(20)]
    assert np.std(drawn) == pytest.approx(1, abs=0.5)
