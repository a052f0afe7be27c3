"""Season and trend taken apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.trends import decompose


@given(st.lists(st.floats(0, 1e4), min_size=24, max_size=72), st.sampled_from(["periodic", 7, 13]))
def test_parts_add_up_to_the_series(values, seasonal):
    parts = decompose(values, seasonal=seasonal)
    assert parts.seasonal + parts.trend + parts.remainder == pytest.approx(values, abs=1e-6)


def test_season_is_the_same_every_year_when_periodic():
    season = decompose(np.random.default_rng(1).poisson(20, 60)).seasonal
    assert season[12:] == pytest.approx(season[:-12])


def test_season_and_trend_are_found_when_they_are_all_there_is():
    months = np.arange(72)
    season = 5 * np.sin(2 * np.pi * months / 12)
    parts = decompose(20 + 0.5 * months + season)
    assert parts.seasonal == pytest.approx(season, abs=0.5)
    assert np.polyfit(months, parts.trend, 1)[0] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("size", "accepted"), [(23, False), (24, True), (25, True)])
def test_series_is_refused_when_shorter_than_two_years(size, accepted):
    series = np.arange(size, dtype=float)
    if accepted:
        assert decompose(series).trend.size == size
    else:
        with pytest.raises(ValueError, match="two whole years"):
            decompose(series)


@pytest.mark.parametrize(
    ("values", "options"),
    [
        ([], {}),
        ([np.nan] * 24, {}),
        (range(24), {"period": 1}),
        (range(24), {"seasonal": 6}),
        (range(24), {"seasonal": 8}),
    ],
)
def test_argument_is_refused_when_out_of_range(values, options):
    with pytest.raises(ValueError, match=r"\(rows "):
        decompose(list(values), **options)
