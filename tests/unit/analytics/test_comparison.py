"""What a zone is compared with: likeness before an action, zones around it, and the commune itself."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.comparison import buffer_zones, judge_difference, similar_zones
from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.rates import poisson_interval
from analytics.statistics.spatial import neighbours
from analytics.statistics.words import DifferenceWord

MONTHS = pd.date_range("2021-01-01", periods=48, freq="MS")
START = pd.Timestamp("2024-01-01")
# Level per month, change in a year, residents, shift of the season in months.
TOWN = {
    "centre": (40, 0.0, 4_000, 0),
    "jumeau": (38, 0.0, 3_900, 0),
    "hausse": (40, 0.5, 4_000, 0),
    "grand": (120, 0.0, 12_000, 0),
    "calme": (0, 0.0, 4_000, 0),
    "été": (40, 0.0, 4_000, 6),
}
KINDS = {"centre": "ancien", "jumeau": "ancien", "grand": "ancien", "hausse": "ensemble", "été": "ensemble"}


def panel(town=TOWN, seed=5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for zone, (level, rise, residents, shift) in town.items():
        for rank, month in enumerate(MONTHS):
            season = 1 + 0.4 * np.sin(2 * np.pi * (month.month + shift) / 12)
            rows.append((zone, month, rng.poisson(level * season * (1 + rise * rank / 12)), residents))
    return pd.DataFrame(rows, columns=["zone", "month", "n", "residents"])


PANEL = panel()


def similar(table=PANEL, **options) -> pd.DataFrame:
    asked = {"unit": "zone", "time": "month", "outcome": "n", "treated": "centre", "start": START} | options
    return similar_zones(table, **asked)


# --- similar zones


def test_twin_comes_first_and_the_zone_of_the_action_never_when_zones_differ():
    found = similar(exposure="residents")
    assert found.loc[0, "zone"] == "jumeau"
    assert sorted(found["zone"]) == sorted(set(TOWN) - {"centre"})
    assert found["distance"].is_monotonic_increasing


def test_each_reason_is_that_of_its_zone_when_one_thing_differs():
    found = similar(exposure="residents").set_index("zone")
    assert found.loc["jumeau", "level_ratio"] == pytest.approx(38 / 40 * 4_000 / 3_900, abs=0.05)
    assert found.loc["jumeau", "correlation"] > 0.7
    assert found.loc["grand", "population_ratio"] == 3
    assert found.loc["grand", "level_ratio"] == pytest.approx(1, abs=0.05)
    # 50 % of its first level in a year, of a mean level 1.72 times as high.
    assert found.loc["hausse", "trend_gap"] == pytest.approx(0.5 / 1.73, abs=0.06)
    assert found.loc["été", "correlation"] < -0.5
    assert found.loc["été", "trend"] == pytest.approx(0, abs=0.06)
    assert found.loc["calme", ["level", "trend", "correlation"]].tolist() == [0, 0, 0]


def test_level_is_events_per_month_and_resident_when_exposure_is_given():
    found = similar(exposure="residents").set_index("zone")
    before = PANEL[(PANEL["zone"] == "grand") & (PANEL["month"] < START)]
    assert found.loc["grand", "level"] == pytest.approx(before["n"].mean() / 12_000)


def test_months_of_the_action_are_not_read():
    after = PANEL["month"] >= START
    changed = PANEL.assign(n=PANEL["n"].where(~after, 7 * PANEL["n"] + 3))
    pd.testing.assert_frame_equal(similar(changed), similar())
    pd.testing.assert_frame_equal(similar(PANEL[~after]), similar())
    assert not similar(changed, start=START + pd.DateOffset(months=1)).equals(similar())


@settings(max_examples=20)
@given(st.randoms(use_true_random=False), st.floats(0.01, 100))
def test_likeness_stays_when_rows_change_places_or_exposures_their_unit(random, factor):
    expected = similar(exposure="residents", kinds=KINDS)
    shuffled = PANEL.sample(frac=1, random_state=random.randrange(1_000))
    pd.testing.assert_frame_equal(similar(shuffled, exposure="residents", kinds=KINDS), expected)
    scaled = similar(PANEL.assign(residents=PANEL["residents"] * factor), exposure="residents", kinds=KINDS)
    told = ["distance", "trend", "correlation", "level_ratio", "trend_gap", "population_ratio"]
    pd.testing.assert_frame_equal(scaled[["zone", *told]], expected[["zone", *told]])


def test_identical_zone_is_at_no_distance():
    twin = PANEL[PANEL["zone"] == "centre"].assign(zone="copie")
    found = similar(pd.concat([PANEL, twin]), exposure="residents", kinds=KINDS | {"copie": "ancien"})
    assert found.loc[0, "zone"] == "copie"
    assert found.loc[0, "distance"] == pytest.approx(0, abs=1e-6)


def test_another_type_is_further_and_an_unknown_one_is_not_taken_for_the_same():
    without, with_kinds = (similar(kinds=kinds).set_index("zone") for kinds in (None, KINDS))
    added = with_kinds["distance"] ** 2 - without["distance"] ** 2
    assert added[["jumeau", "grand"]].tolist() == pytest.approx([0, 0])
    assert added[["hausse", "été", "calme"]].tolist() == pytest.approx([1, 1, 1])
    assert with_kinds.loc[["jumeau", "hausse", "calme"], "same_kind"].tolist() == [True, False, None]
    assert without["same_kind"].isna().all()


def test_zones_excluded_are_not_proposed_and_do_not_stop_the_others():
    short = PANEL[~((PANEL["zone"] == "grand") & (PANEL["month"] < "2023-06-01"))]
    found = similar(short, exclude=["grand", "été", "centre"])
    assert set(found["zone"]) == {"jumeau", "hausse", "calme"}


def test_several_zones_of_an_action_are_taken_together():
    found = similar(treated=["centre", "jumeau"], exposure="residents").set_index("zone")
    both = PANEL[PANEL["zone"].isin(["centre", "jumeau"]) & (PANEL["month"] < START)]
    assert not {"centre", "jumeau"} & set(found.index)
    level = (both["n"].sum() + 0.5) / both["residents"].sum()
    assert found.loc["grand", "level_ratio"] == pytest.approx(found.loc["grand", "level"] / level, rel=1e-3)
    assert found.loc["grand", "population_ratio"] == pytest.approx(12_000 / 3_950)


@pytest.mark.parametrize(
    ("months", "start"),
    [
        (PANEL["month"].dt.strftime("%Y-%m"), "2024-01"),
        (PANEL["month"].dt.to_period("M"), pd.Period("2024-01")),
        (PANEL["month"].dt.date, START.date()),
        (PANEL["month"].dt.year * 12 + PANEL["month"].dt.month, 2024 * 12 + 1),
    ],
    ids=["text", "period", "date", "number"],
)
def test_months_may_be_written_in_several_ways(months, start):
    pd.testing.assert_frame_equal(similar(PANEL.assign(month=months), start=start), similar())


@pytest.mark.parametrize("n", [1, 2, 99])
def test_as_many_zones_are_given_as_asked(n):
    assert len(similar(n=n)) == min(n, len(TOWN) - 1)
    pd.testing.assert_frame_equal(similar(n=n), similar().head(n))


@pytest.mark.parametrize(("months", "refused"), [(11, True), (12, False), (13, False)])
def test_twelve_months_are_wanted_before_the_action(months, refused):
    start = MONTHS[months]
    if refused:
        with pytest.raises(ValueError, match="panel"):
            similar(start=start)
    else:
        assert similar(start=start).notna()["distance"].all()


@pytest.mark.parametrize(
    ("table", "options", "argument", "rows"),
    [
        (PANEL.iloc[:0], {}, "panel", "none"),
        (PANEL, {"outcome": "faits"}, "panel", "all"),
        (PANEL, {"exposure": "logements"}, "panel", "all"),
        (pd.concat([PANEL.iloc[:3], PANEL.iloc[1:2]]), {}, "panel", "1, 3"),
        (PANEL.assign(zone=PANEL["zone"].mask(PANEL.index == 2)), {}, "panel", "2"),
        (PANEL.assign(n=PANEL["n"].where(PANEL.index != 4)), {}, "n", "4"),
        (PANEL.assign(n=PANEL["n"].where(PANEL.index != 4, -1)), {}, "n", "4"),
        (
            PANEL.assign(residents=PANEL["residents"].where(PANEL.index != 4, 0)),
            {"exposure": "residents"},
            "residents",
            "4",
        ),
        (PANEL, {"treated": "ailleurs"}, "treated", "ailleurs"),
        (PANEL, {"treated": []}, "treated", "none"),
        (PANEL, {"treated": list(TOWN)}, "panel", "all"),
        (PANEL, {"exclude": list(TOWN)}, "panel", "all"),
        (PANEL, {"start": MONTHS[0]}, "panel", "all"),
        (PANEL, {"start": 12}, "start", "all"),
        (PANEL.assign(month="T" + PANEL["month"].dt.strftime("%Y%m")), {"start": "T2024"}, "month", "all"),
        (PANEL, {"n": 0}, "n", "all"),
    ],
)
def test_argument_is_named_with_its_rows_when_zones_cannot_be_compared(table, options, argument, rows):
    with pytest.raises(ValueError, match=rf"^{argument} .*\(rows {rows}\)"):
        similar(table, **options)


# --- zones around


SQUARES = gpd.GeoSeries({f"{x}{y}": shapely.box(x, y, x + 1, y + 1) for x in range(5) for y in range(5)})
AROUND = ["11", "12", "13", "21", "23", "31", "32", "33"]


@pytest.mark.parametrize(
    ("zones", "treated", "distance_m", "expected"),
    [
        (SQUARES, "22", None, AROUND),
        (neighbours(SQUARES), "22", None, AROUND),
        (neighbours(SQUARES).transform("r"), "22", None, AROUND),
        (neighbours(SQUARES, "rook"), "22", None, ["12", "21", "23", "32"]),
        (SQUARES, ["00", "01"], None, ["02", "10", "11", "12"]),
        (SQUARES, "22", 0.99, AROUND),
        (SQUARES, "22", 1, sorted(set(SQUARES.index) - {"22", "00", "04", "40", "44"})),
        (SQUARES, "22", 1.5, sorted(set(SQUARES.index) - {"22"})),
        (SQUARES.loc[["00", "44"]], "00", None, []),
        (SQUARES, list(SQUARES.index), None, []),
    ],
)
def test_buffer_is_around_the_zones_of_the_action_without_them(zones, treated, distance_m, expected):
    assert buffer_zones(zones, treated, distance_m=distance_m) == expected


def test_buffer_is_measured_in_metres_when_outlines_are_in_degrees():
    # 0.003 degrees of latitude are 334 m.
    zones = gpd.GeoSeries(
        {"a": shapely.box(2, 47, 2.01, 47.01), "b": shapely.box(2, 47.013, 2.01, 47.02)}, crs="EPSG:4326"
    )
    assert [buffer_zones(zones, "a", distance_m=distance) for distance in (330, 337)] == [[], ["b"]]


@pytest.mark.parametrize(
    ("zones", "treated", "distance_m", "argument"),
    [
        (SQUARES, "99", None, "treated"),
        (SQUARES, "22", 0, "distance_m"),
        (neighbours(SQUARES), "22", 300, "distance_m"),
        (SQUARES.iloc[[0, 0]], "00", None, "zones"),
    ],
)
def test_argument_is_named_when_no_buffer_can_be_drawn(zones, treated, distance_m, argument):
    with pytest.raises(ValueError, match=rf"^{argument} "):
        buffer_zones(zones, treated, distance_m=distance_m)


# --- a zone against its commune

counts = st.integers(0, 3_000)
expectations = st.floats(0.1, 3_000)
CLEARLY = (DifferenceWord.CLEARLY_ABOVE, DifferenceWord.CLEARLY_BELOW)


@pytest.mark.parametrize(
    ("observed", "expected", "word"),
    [
        (140, 100, DifferenceWord.CLEARLY_ABOVE),
        (60, 100, DifferenceWord.CLEARLY_BELOW),
        (118, 100, DifferenceWord.PROBABLY_ABOVE),
        (83, 100, DifferenceWord.PROBABLY_BELOW),
        (1_010, 1_000, DifferenceWord.CLOSE),
        (206, 190, DifferenceWord.BOUNDED),
        (48, 55, DifferenceWord.NOT_FAR_ABOVE),
        (110, 100, DifferenceWord.NOT_FAR_BELOW),
        (21, 20, DifferenceWord.INSUFFICIENT_DATA),
        (2, 3, DifferenceWord.INSUFFICIENT_DATA),
    ],
)
def test_word_follows_the_interval_when_one_zone_is_judged(observed, expected, word):
    assert judge_difference(observed, expected).word is word


@pytest.mark.parametrize(("observed", "word"), [(4, "insufficient_data"), (5, "clearly_above")])
def test_five_events_are_wanted_seen_or_expected(observed, word):
    assert judge_difference(observed, 0.5).word == word
    assert judge_difference(0, 4.99).word == "insufficient_data"
    assert judge_difference(0, 5.0).word == "clearly_below"


@given(counts, expectations, st.floats(1, 20))
def test_interval_contains_the_estimate_and_agrees_with_p_when_counts_are_any(observed, expected, dispersion):
    judged = judge_difference(observed, expected, dispersion=dispersion)
    assert judged.low <= judged.ratio <= judged.high
    assert judged.difference_low <= judged.difference <= judged.difference_high
    excluded = judged.low > 1 or judged.high < 1
    assert excluded == (judged.p_value < 0.05) or judged.p_value == pytest.approx(0.05)
    assert 0 <= judged.detectable <= 1


@given(counts, expectations)
def test_interval_is_the_exact_one_and_widens_only_above_a_dispersion_of_one(observed, expected):
    exact = poisson_interval(observed, expected)
    for dispersion in (0.5, 1.0):
        judged = judge_difference(observed, expected, dispersion=dispersion)
        assert (judged.low, judged.high, judged.dispersion) == (exact.low, exact.high, 1)
    wider = judge_difference(observed, expected, dispersion=1.01)
    assert wider.low <= exact.low
    assert wider.high > exact.high


@given(st.lists(st.tuples(counts, expectations), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_zones_keep_their_words_when_they_change_places(zones, random):
    observed, expected = np.array(zones, dtype=float).T
    order = random.sample(range(len(zones)), len(zones))
    words = judge_difference(observed, expected).word
    assert judge_difference(observed[order], expected[order]).word.tolist() == words[order].tolist()


def test_clear_gap_becomes_probable_when_it_does_not_stand_among_others():
    alone, among = judge_difference(128, 100), judge_difference([128, *[100] * 9], 100)
    assert (alone.word, among.word[0]) == (DifferenceWord.CLEARLY_ABOVE, DifferenceWord.PROBABLY_ABOVE)
    assert among.p_adjusted == pytest.approx(adjust_p_values(among.p_value))
    given_among = judge_difference(128, 100, p_adjusted=float(among.p_adjusted[0]))
    assert given_among.word is DifferenceWord.PROBABLY_ABOVE


def test_zones_like_their_commune_are_rarely_said_to_differ():
    rng = np.random.default_rng(21)
    words = [judge_difference(rng.poisson(150, 40), 150).word for _ in range(100)]
    assert np.mean([any(word in CLEARLY for word in town) for town in words]) <= 0.08


@pytest.mark.parametrize(
    ("arguments", "argument", "rows"),
    [
        ({"observed": [], "expected": []}, "observed", "none"),
        ({"observed": [3, -1], "expected": 4}, "observed", "1"),
        ({"observed": [3, 1], "expected": [4, 0]}, "expected", "1"),
        ({"observed": [3, 1], "expected": [4, 1, 2]}, "observed, expected", "all"),
        ({"observed": 3, "expected": 4, "dispersion": 0}, "dispersion", "all"),
        ({"observed": 3, "expected": 4, "threshold": 1}, "threshold", "all"),
        ({"observed": 3, "expected": 4, "p_adjusted": 1.1}, "p_adjusted", "all"),
        ({"observed": [3, 4], "expected": 4, "p_adjusted": [0.1, 0.2, 0.3]}, "p_adjusted, observed", "all"),
    ],
)
def test_argument_is_named_with_its_rows_when_a_zone_cannot_be_judged(arguments, argument, rows):
    with pytest.raises(ValueError, match=rf"^{argument} .*\(rows {rows}\)"):
        judge_difference(**arguments)
