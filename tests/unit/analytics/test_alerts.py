"""Alerts: what is expected of a quarter, and when it is more than chance, noise and trend allow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.trends import alerts, watch

SEASON = np.array([60, 80, 100, 80])


def quarters(years=5, growth=1.0):
    return np.round(np.tile(SEASON, years) * growth ** (np.arange(4 * years) / 4))[:, None]


def test_season_is_expected_of_a_steady_zone():
    found = watch(quarters(), [60])
    assert found.expected == pytest.approx([60])
    assert not found.has_trend.any()
    assert found.low[0] < 60 < found.high[0]
    assert found.p_value[0] == pytest.approx(0.5, abs=0.05)


def test_trend_is_followed_when_it_is_clear_and_expects_what_was_seen():
    found = watch(quarters(growth=0.8), [20])
    assert found.has_trend.all()
    assert found.expected == pytest.approx([60 * 0.8**5], rel=0.02)


def test_trend_is_not_followed_beyond_what_was_ever_seen():
    # Of one season only, so that the next quarter is above them all.
    past = np.round(60 * 1.25 ** (np.arange(20) / 4))[:, None]
    found = watch(past, [200])
    assert not found.has_trend.any()
    assert found.expected[0] < past.max()


def test_past_aberration_does_not_hide_the_next_one():
    past = quarters()
    struck = past.copy()
    struck[4] *= 3
    assert watch(struck, [110]).expected[0] < (60 * 4 + 180) / 5 - 15
    assert watch(struck, [110]).expected[0] > 60


def test_fewer_facts_than_expected_are_no_alert():
    assert watch(quarters(), [20]).p_value[0] > 0.99


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.1])
def test_noise_widens_what_is_usual_as_told(noise):
    found = watch(quarters(), [90], noise=noise)
    dispersion = 1 + noise * 60
    # Of five years with the same season, the variance of the fitted logarithm is a fifth of one year's.
    usual = alerts.usual_counts(60.0, 60 * dispersion * 6 / 5)
    assert (found.low[0], found.high[0]) == (usual.low, usual.high)


def test_series_are_judged_apart():
    rng = np.random.default_rng(3)
    past, count = rng.poisson(50, (20, 7)), rng.poisson(50, 7)
    together = watch(past, count, noise=0.01)
    for i in range(7):
        alone = watch(past[:, [i]], count[[i]], noise=0.01)
        assert alone.expected[0] == pytest.approx(together.expected[i])
        assert alone.p_value[0] == pytest.approx(together.p_value[i])


@pytest.mark.parametrize("past", [np.zeros((20, 1)), np.tile([0, 0, 0, 40], 5)[:, None]])
def test_seasons_without_a_fact_are_expected_to_have_none(past):
    found = watch(past, [1])
    assert found.expected[0] < 0.01
    assert np.isfinite(found.p_value).all()


@given(st.lists(st.integers(0, 300), min_size=20, max_size=20), st.integers(0, 600))
def test_more_facts_are_never_less_surprising_and_nothing_is_missing(past, count):
    few, many = (watch(np.array(past)[:, None], [n]) for n in (count, count + 20))
    for values in vars(few).values():
        assert np.isfinite(values).all()
    assert 0 <= many.p_value[0] <= few.p_value[0] + 1e-9 <= 1 + 1e-6


@pytest.mark.parametrize(
    ("past", "problem"),
    [(np.ones((8, 1)), "fewer than 3 years"), (np.ones((13, 1)), "whole years"), (np.ones(20), "whole years"),
     (-np.ones((20, 1)), "at least 0")],
)  # fmt: skip
def test_past_is_refused_when_it_is_no_table_of_whole_years(past, problem):
    with pytest.raises(ValueError, match=f"past .*{problem}"):
        watch(past, [3])


@pytest.mark.parametrize("years", [3, 4, 5])
def test_three_years_are_enough(years):
    assert watch(quarters(years), [60]).expected == pytest.approx([60])


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="differ in length"):
        watch(np.ones((20, 2)), [3, 4, 5])


def test_variance_below_the_mean_is_refused():
    with pytest.raises(ValueError, match="variance must be above the mean"):
        alerts.chance_of(3, 5.0, 5.0)
