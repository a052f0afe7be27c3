"""Interrupted series: what they find, and what they refuse."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.evaluation import interrupted_time_series


def series(ratio=1.0, n=72, start=36, level=50.0, seed=0):
    month = np.arange(n)
    mean = (
        level * np.exp(0.004 * month) * (1 + 0.3 * np.cos(2 * np.pi * month / 12)) * np.where(month >= start, ratio, 1)
    )
    return np.random.default_rng(seed).poisson(mean)


def test_step_is_found_beyond_trend_and_season_when_it_is_there():
    ours = interrupted_time_series(series(0.6), start=36)
    assert ours.low <= 0.6 <= ours.high < 1
    assert ours.trend == pytest.approx(0.004, abs=0.004)
    assert ours.difference == pytest.approx(ours.expected * (ours.estimate - 1), rel=0.01)


@settings(max_examples=20)
@given(st.integers(0, 1_000), st.floats(0.1, 1_000))
def test_ratio_does_not_change_when_exposure_is_scaled(seed, size):
    counts = series(seed=seed)
    plain, scaled = (interrupted_time_series(counts, start=36, exposure=np.full(72, over)) for over in (1.0, size))
    assert scaled.estimate == pytest.approx(plain.estimate, rel=1e-6)
    assert plain.low <= plain.estimate <= plain.high


def test_start_is_a_month_or_a_position_when_the_series_bears_months():
    counts = pd.Series(series(0.6), pd.date_range("2020-01-01", periods=72, freq="MS"))
    by_month = interrupted_time_series(counts, start=pd.Timestamp("2023-01-01"))
    assert by_month == interrupted_time_series(counts, start=36)


def test_margin_widens_when_months_depend_on_each_other():
    rng = np.random.default_rng(3)
    drift = np.zeros(72)
    for month in range(1, 72):
        drift[month] = 0.8 * drift[month - 1] + rng.normal(0, 0.15)
    counts = rng.poisson(200 * np.exp(drift))
    plain, robust = (interrupted_time_series(counts, start=36, newey_west_lags=lags) for lags in (None, 6))
    assert robust.estimate == plain.estimate
    assert robust.standard_error > plain.standard_error


def test_difference_of_means_is_found_when_the_family_is_gaussian():
    rng = np.random.default_rng(1)
    values = 20 + rng.normal(0, 1, 60) - 5 * (np.arange(60) >= 30)
    ours = interrupted_time_series(values, start=30, family="gaussian", harmonics=0)
    assert ours.low <= -5 <= ours.high < 0


@pytest.mark.parametrize(
    ("counts", "options"),
    [
        ([], {"start": 1}),
        (series(), {"start": 0}),
        (series(), {"start": 72}),
        (series(), {"start": "2022-01"}),
        (np.full(72, 4), {"start": 36}),
        (np.zeros(72), {"start": 36}),
        (-series(), {"start": 36}),
        (np.full(72, np.nan), {"start": 36}),
        (series(n=8, start=4), {"start": 4}),
        (series(), {"start": 36, "exposure": np.ones(10)}),
        (series(), {"start": 36, "exposure": np.zeros(72)}),
        (series(), {"start": 36, "harmonics": 7}),
        (series(), {"start": 36, "period": 1}),
        (series(), {"start": 71, "slope": True}),
        (series(), {"start": 36, "newey_west_lags": 0}),
        (series(), {"start": 36, "family": "gamma"}),
        (series(), {"start": 36, "family": "gaussian", "exposure": np.ones(72)}),
    ],
)
def test_series_is_refused_when_unusable(counts, options):
    with pytest.raises(ValueError, match=r"\(rows "):
        interrupted_time_series(counts, **options)
