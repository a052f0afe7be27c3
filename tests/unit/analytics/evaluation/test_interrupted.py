"""Interrupted series: what they find, and what they refuse."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
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


def dependent(correlation, rng, n=72):
    """Errors of variance 1, each of which depends on the one before."""
    drift = np.zeros(n)
    drift[0] = rng.normal()
    for month in range(1, n):
        drift[month] = correlation * drift[month - 1] + rng.normal() * np.sqrt(1 - correlation**2)
    return drift


def test_margin_widens_when_months_depend_on_each_other():
    counts = np.random.default_rng(3).poisson(200 * np.exp(0.2 * dependent(0.7, np.random.default_rng(3))))
    plain, ours = (interrupted_time_series(counts, start=36, autoregressive=given) for given in (False, True))
    assert ours.dependence > 0.3
    assert ours.standard_error > plain.standard_error
    assert ours.freedom == 65


def test_estimate_and_error_are_those_of_the_library_when_the_correlation_is_known():
    values = 50 + 5 * dependent(0.6, np.random.default_rng(5))
    ours = interrupted_time_series(values, start=40, family="gaussian", harmonics=1, autoregressive=True, left_out=6)
    kept = np.r_[0:34, 40:72]
    time = kept + 1
    season = 2 * np.pi * time / 12
    design = np.column_stack([np.ones(66), time, kept >= 40, np.sin(season), np.cos(season)])
    apart = np.abs(np.subtract.outer(kept, kept))
    theirs = sm.GLS(values[kept], design, sigma=ours.dependence**apart).fit()
    assert ours.dependence > 0.2
    assert (ours.estimate, ours.standard_error) == pytest.approx((theirs.params[2], theirs.bse[2]), rel=1e-8)


def test_correlation_is_not_hidden_by_the_model_when_errors_depend_on_each_other():
    rng = np.random.default_rng(8)
    found = [
        interrupted_time_series(50 + dependent(0.5, rng), start=36, family="gaussian", autoregressive=True).dependence
        for _ in range(200)
    ]
    assert np.mean(found) == pytest.approx(0.5, abs=0.05)


def test_months_left_out_change_nothing_when_they_are_wild():
    counts = series(0.6)
    wild = counts.copy()
    wild[24:36] *= 10
    assert interrupted_time_series(wild, start=36, left_out=12) == interrupted_time_series(
        counts, start=36, left_out=12
    )


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
        (series(), {"start": 36, "left_out": -1}),
        (series(), {"start": 36, "left_out": 36}),
        (series(), {"start": 36, "family": "gamma"}),
        (series(), {"start": 36, "family": "gaussian", "exposure": np.ones(72)}),
    ],
)
def test_series_is_refused_when_unusable(counts, options):
    with pytest.raises(ValueError, match=r"\(rows "):
        interrupted_time_series(counts, **options)
