"""Exact intervals and comparisons: properties that hold for any counts, limits of the domain, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.rates import compare_counts, poisson_interval
from data.errors import InputError

counts = st.integers(0, 20_000)
exposures = st.floats(0.01, 1e4)
levels = st.floats(0.5, 0.99)


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
    with pytest.raises(InputError, match=r"\bbefore\b.*\(1\)"):
        _ = comparison.p_value_etest


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda: poisson_interval([]), "count", "aucune"),
        (lambda: poisson_interval([3, -1, float("nan"), float("inf")]), "count", "1, 2, 3"),
        (lambda: poisson_interval("douze"), "count", "toutes"),
        (lambda: poisson_interval(3, 0), "exposure", "toutes"),
        (lambda: poisson_interval([3, 4], [1, 0]), "exposure", "1"),
        (lambda: poisson_interval(3, level=1), "level", "toutes"),
        (lambda: poisson_interval(3, level=0), "level", "toutes"),
        (lambda: compare_counts(-1, 2), "before", "toutes"),
        (lambda: compare_counts(1, None), "after", "toutes"),
        (lambda: compare_counts(1, 2, 0, 1), "exposure_before", "toutes"),
        (lambda: compare_counts(1, 2, 1, -1), "exposure_after", "toutes"),
        (lambda: compare_counts([1, 2], [1, 2, 3]), "before, after", "toutes"),
    ],
)
def test_argument_is_named_with_its_rows_when_it_is_unusable(call, argument, rows):
    with pytest.raises(InputError, match=rf"\b{argument}\b.*\({rows}\)"):
        call()


def test_refusal_does_not_repeat_the_value_when_it_is_not_a_number():
    with pytest.raises(InputError) as refusal:
        poisson_interval(["Mme Martin"])
    assert "Martin" not in str(refusal.value) + refusal.value.details
