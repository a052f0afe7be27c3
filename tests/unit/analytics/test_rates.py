"""Exact intervals and comparisons: properties that hold for any counts, limits of the domain, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.statistics.rates import (
    compare_counts,
    empirical_bayes,
    funnel_limits,
    overdispersion,
    poisson_interval,
    rate_prior,
)

counts = st.integers(0, 20_000)
exposures = st.floats(0.01, 1e4)
levels = st.floats(0.5, 0.99)
zones = st.lists(st.tuples(counts, exposures), min_size=2, max_size=40).map(
    lambda pairs: np.array(pairs, dtype=float).T
)


@given(counts, exposures, levels)
def test_interval_contains_the_rate_when_counts_are_any(count, exposure, level):
    interval = poisson_interval(count, exposure, level)
    assert 0 <= interval.low <= count / exposure < interval.high


@given(counts, exposures, st.floats(0.01, 100))
def test_interval_shrinks_in_proportion_when_exposure_grows(count, exposure, factor):
    interval, scaled = poisson_interval(count, exposure), poisson_interval(count, exposure * factor)
    assert (scaled.low * factor, scaled.high * factor) == pytest.approx((interval.low, interval.high))


@given(counts, counts, levels)
def test_intervals_widen_when_level_rises(before, after, level):
    wider = level + 0.005
    assert poisson_interval(after, level=wider).high > poisson_interval(after, level=level).high
    assert poisson_interval(after, level=wider).low <= poisson_interval(after, level=level).low
    assert compare_counts(before, after, level=wider).high >= compare_counts(before, after, level=level).high
    assert compare_counts(before, after, level=wider).low <= compare_counts(before, after, level=level).low


@given(counts, counts, exposures, exposures)
def test_interval_contains_the_ratio_when_counts_are_any(before, after, exposure_before, exposure_after):
    comparison = compare_counts(before, after, exposure_before, exposure_after)
    assert comparison.low <= comparison.ratio <= comparison.high
    assert 0 <= comparison.p_value <= 1


@given(counts, counts, exposures, exposures, levels)
def test_p_value_and_interval_agree_when_counts_are_any(before, after, exposure_before, exposure_after, level):
    comparison = compare_counts(before, after, exposure_before, exposure_after, level)
    excludes_no_change = comparison.low > 1 or comparison.high < 1
    assert excludes_no_change == (comparison.p_value < 1 - level) or comparison.p_value == pytest.approx(1 - level)


@given(counts, counts, exposures, exposures)
def test_ratio_inverts_and_p_value_stays_when_periods_are_swapped(before, after, exposure_before, exposure_after):
    forward = compare_counts(before, after, exposure_before, exposure_after)
    backward = compare_counts(after, before, exposure_after, exposure_before)
    with np.errstate(divide="ignore"):
        inverse = 1 / np.array([backward.ratio, backward.high, backward.low])
    assert (forward.ratio, forward.low, forward.high) == pytest.approx(tuple(inverse))
    assert forward.p_value == pytest.approx(backward.p_value)


@given(counts, counts, st.floats(0.1, 10), st.floats(0.01, 100))
def test_ratio_follows_the_exposures_when_one_of_them_is_scaled(before, after, exposure, factor):
    comparison = compare_counts(before, after, exposure, exposure)
    both = compare_counts(before, after, exposure * factor, exposure * factor)
    one = compare_counts(before, after, exposure * factor, exposure)
    assert (both.ratio, both.low, both.high) == pytest.approx((comparison.ratio, comparison.low, comparison.high))
    if before + after > 0:
        assert one.ratio == pytest.approx(comparison.ratio * factor)
    assert (one.low, one.high) == pytest.approx((comparison.low * factor, comparison.high * factor))


def test_interval_is_that_of_clopper_and_pearson_when_read_as_a_share():
    share = stats.binomtest(17, 17 + 40).proportion_ci(0.9, method="exact")
    comparison = compare_counts(40, 17, level=0.9)
    expected = share.low / (1 - share.low), share.high / (1 - share.high)
    assert (comparison.low, comparison.high) == pytest.approx(expected)


@pytest.mark.parametrize(("count", "low"), [(0, 0.0), (1, 0.025318), (2, 0.242209)])
def test_low_limit_leaves_zero_when_a_first_event_occurs(count, low):
    assert poisson_interval(count).low == pytest.approx(low, abs=1e-6)


@pytest.mark.parametrize(
    ("before", "after", "ratio", "low", "high"),
    [(0, 5, np.inf, 0.916356, np.inf), (5, 0, 0.0, 0.0, 1.091279), (0, 0, 1.0, 0.0, np.inf)],
)
def test_comparison_has_no_nan_when_a_period_is_empty(before, after, ratio, low, high):
    comparison = compare_counts(before, after)
    assert (comparison.ratio, comparison.low, comparison.high) == pytest.approx((ratio, low, high), abs=1e-6)
    assert comparison.p_value == (1.0 if before == after else 0.0625)


def test_arrays_give_what_each_cell_gives_when_compared_together():
    before, after, exposure_after = [0, 9, 25, 400], pd.Series([3, 2, 16, 390]), np.array([1.0, 1.1, 2.0, 0.9])
    together = compare_counts(before, after, 1.0, exposure_after)
    for cell in range(4):
        alone = compare_counts(before[cell], after[cell], 1.0, exposure_after[cell])
        for field in ("ratio", "low", "high", "p_value", "p_value_etest"):
            assert getattr(together, field)[cell] == getattr(alone, field)


def test_etest_is_refused_when_counts_are_not_whole():
    comparison = compare_counts([4, 4.5], [2, 2])
    with pytest.raises(ValueError, match=r"\bbefore\b.*\(rows 1\)"):
        _ = comparison.p_value_etest


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda: poisson_interval([]), "count", "none"),
        (lambda: poisson_interval([3, -1, float("nan"), float("inf")]), "count", "1, 2, 3"),
        (lambda: poisson_interval("douze"), "count", "all"),
        (lambda: poisson_interval(3, 0), "exposure", "all"),
        (lambda: poisson_interval([3, 4], [1, 0]), "exposure", "1"),
        (lambda: poisson_interval(3, level=1), "level", "all"),
        (lambda: poisson_interval(3, level=0), "level", "all"),
        (lambda: compare_counts(-1, 2), "before", "all"),
        (lambda: compare_counts(1, None), "after", "all"),
        (lambda: compare_counts(1, 2, 0, 1), "exposure_before", "all"),
        (lambda: compare_counts(1, 2, 1, -1), "exposure_after", "all"),
        (lambda: compare_counts([1, 2], [1, 2, 3]), "before, after", "all"),
    ],
)
def test_argument_is_named_with_its_rows_when_it_is_unusable(call, argument, rows):
    with pytest.raises(ValueError, match=rf"\b{argument}\b.*\(rows {rows}\)"):
        call()


def test_refusal_does_not_repeat_the_value_when_it_is_not_a_number():
    with pytest.raises(ValueError, match="count must hold numbers") as refusal:
        poisson_interval(["Mme Martin"])
    assert "Martin" not in str(refusal.value)


# --- many zones together


@given(zones)
def test_smoothed_rate_lies_between_its_own_and_the_mean_when_zones_are_any(given_zones):
    events, over = given_zones
    smoothed, mean = empirical_bayes(events, over), rate_prior(events, over).mean
    low, high = np.minimum(events / over, mean), np.maximum(events / over, mean)
    assert np.all((smoothed >= low * (1 - 1e-9)) & (smoothed <= high * (1 + 1e-9)))


@given(zones, st.floats(0.01, 100))
def test_smoothed_rates_shrink_in_proportion_when_exposures_grow(given_zones, factor):
    events, over = given_zones
    assert empirical_bayes(events, over * factor) * factor == pytest.approx(empirical_bayes(events, over), rel=1e-6)


@given(zones, st.randoms(use_true_random=False))
def test_smoothed_rates_follow_their_zones_when_these_change_places(given_zones, random):
    events, over = given_zones
    order = random.sample(range(len(events)), len(events))
    assert empirical_bayes(events[order], over[order]) == pytest.approx(empirical_bayes(events, over)[order])


def test_small_zone_is_drawn_further_than_a_large_one_when_their_rates_are_equal():
    smoothed = empirical_bayes([2, 200, 20, 900], [100, 10_000, 4_000, 90_000])
    assert rate_prior([2, 200, 20, 900], [100, 10_000, 4_000, 90_000]).variance > 0
    assert smoothed[0] < smoothed[1] < 0.02


@pytest.mark.parametrize("events", [[0, 0, 0], [10, 10, 10], [9, 10, 11]])
def test_smoothed_rates_are_the_mean_when_zones_vary_no_more_than_chance(events):
    assert empirical_bayes(events, 100) == pytest.approx(np.mean(events) / 100)


@given(st.floats(0.5, 1e4), levels)
def test_funnel_contains_its_target_and_narrows_when_more_is_expected(expected, level):
    wide, narrow = funnel_limits([expected, expected * 1.1], levels=[level]).itertuples()
    assert wide.low < 1 < wide.high
    assert wide.low <= narrow.low
    assert narrow.high < wide.high


def test_funnel_has_a_row_per_level_and_count_when_target_and_dispersion_are_given():
    limits = funnel_limits([10, 40], target=2, levels=[0.95, 0.8, 0.998], dispersion=4)
    assert limits[["level", "expected"]].to_numpy().tolist() == [
        [0.95, 10], [0.95, 40], [0.8, 10], [0.8, 40], [0.998, 10], [0.998, 40]
    ]  # fmt: skip
    around = poisson_interval(2 * 40 / 4)
    assert limits.iloc[1][["low", "high"]].tolist() == pytest.approx([around.low / 10, around.high / 10])


def test_dispersion_is_near_one_when_counts_are_poisson_and_grows_when_they_are_not():
    rng = np.random.default_rng(12)
    expected = rng.uniform(20, 200, 2_000)
    plain = overdispersion(rng.poisson(expected), expected, winsorise=0)
    mixed = overdispersion(rng.poisson(expected * rng.gamma(25, 1 / 25, 2_000)), expected, winsorise=0)
    assert plain.phi == pytest.approx(1, abs=0.1)
    assert plain.pearson == pytest.approx(1, abs=0.1)
    assert plain.tau2 < 0.001 < mixed.tau2
    # A gamma of shape 25 has a standard deviation of 0.2; the square root of a ratio halves it: 0.1 squared.
    assert mixed.tau2 == pytest.approx(0.01, abs=0.002)
    assert mixed.phi > 3


def test_zone_that_differs_does_not_hide_itself_when_gaps_are_winsorised():
    observed, expected = [400, *[100] * 9, 95], 100
    assert overdispersion(observed, expected).phi < 1 < overdispersion(observed, expected, winsorise=0).phi


@pytest.mark.parametrize("winsorise", [0, 0.05, 0.10, 0.25])
@pytest.mark.parametrize("dispersion", [1.3, 2, 4])
def test_dispersion_is_that_of_the_counts_whatever_share_is_winsorised(winsorise, dispersion):
    rng = np.random.default_rng(13)
    expected = rng.uniform(100, 300, 20_000)
    observed = rng.poisson(rng.gamma(expected / (dispersion - 1), dispersion - 1))
    assert overdispersion(observed, expected, winsorise=winsorise).dispersion == pytest.approx(dispersion, rel=0.03)


def test_dispersion_is_never_below_one():
    assert overdispersion([100] * 9, 100).dispersion == 1


def test_logarithm_takes_half_an_event_when_there_is_none():
    with_none = overdispersion([0, 10, 12], [10, 10, 10], transform="log", winsorise=0)
    assert with_none.z[0] == pytest.approx(np.log(0.05) * np.sqrt(10))


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda: empirical_bayes([], []), "counts", "none"),
        (lambda: empirical_bayes([3], [10]), "counts, exposures", "all"),
        (lambda: empirical_bayes(3, 10), "counts, exposures", "all"),
        (lambda: empirical_bayes([[1, 2], [3, 4]], 10), "counts, exposures", "all"),
        (lambda: empirical_bayes([3, float("nan"), -1], 10), "counts", "1, 2"),
        (lambda: empirical_bayes([3, 4], [10, 0]), "exposures", "1"),
        (lambda: empirical_bayes([3, 4], [10, 10, 10]), "counts, exposures", "all"),
        (lambda: funnel_limits([]), "expected", "none"),
        (lambda: funnel_limits([3, 0]), "expected", "1"),
        (lambda: funnel_limits([3], target=0), "target", "all"),
        (lambda: funnel_limits([3], levels=[]), "levels", "all"),
        (lambda: funnel_limits([3], levels=[1]), "level", "all"),
        (lambda: funnel_limits([3], dispersion=0), "dispersion", "all"),
        (lambda: overdispersion([3], [3]), "observed, expected", "all"),
        (lambda: overdispersion([3, -3], [3, 3]), "observed", "1"),
        (lambda: overdispersion([3, 3], [3, 0]), "expected", "1"),
        (lambda: overdispersion([3, 3], [3, 3], winsorise=0.5), "winsorise", "all"),
        (lambda: overdispersion([3, 3], [3, 3], winsorise=-0.1), "winsorise", "all"),
        (lambda: overdispersion([3, 3], [3, 3], transform="cube"), "transform", "all"),
    ],
)
def test_argument_is_named_with_its_rows_when_zones_are_unusable(call, argument, rows):
    with pytest.raises(ValueError, match=rf"^{argument} .*\(rows {rows}\)"):
        call()
