"""The noise of zones from year to year: found where it is, nothing where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.trends import FEWEST_YEARS, YearlyNoise, yearly_noise


def drawn(rng, *, own=0.0, common=0.0, zones=40, years=6, level=150.0):
    rates = level * rng.lognormal(-0.125, 0.5, zones) * np.ones((years, 1))
    if own:
        rates = rates * rng.gamma(1 / own**2, own**2, (years, zones))
    if common:
        rates = rates * rng.gamma(1 / common**2, common**2, (years, 1))
    return rng.poisson(rates)


@pytest.mark.parametrize(("own", "common"), [(0.0, 0.0), (0.15, 0.0), (0.0, 0.1), (0.3, 0.1), (0.1, 0.2)])
def test_noise_is_right_on_average(own, common):
    rng = np.random.default_rng(15)
    found = [yearly_noise(drawn(rng, own=own, common=common)) for _ in range(300)]
    # What is below nothing is nothing, hence a little above on average.
    assert np.mean([one.own for one in found]) == pytest.approx(own**2, rel=0.05, abs=0.0005)
    assert np.mean([one.common for one in found]) == pytest.approx(common**2, rel=0.15, abs=0.001)


def test_noise_is_that_of_the_formula_when_computed_by_hand():
    years = np.array([[10, 40], [14, 30], [8, 44], [16, 34]])
    expected = years.sum(axis=1, keepdims=True) * years.sum(axis=0) / years.sum()
    pearson = ((years - expected) ** 2 / expected).sum()
    own = (8 / 3 * pearson - 8) / years.sum()
    totals, means = years.sum(axis=1), years.mean(axis=0)
    common = (totals.var(ddof=1) - totals.mean() - own * (means**2).sum()) / totals.mean() ** 2
    assert yearly_noise(years).own == pytest.approx(own)
    assert common < 0 == yearly_noise(years).common


def test_unit_alone_has_its_years_and_students_quantile():
    years = np.array([100, 160, 90, 150, 120])
    common = (years.var(ddof=1) - years.mean()) / years.mean() ** 2
    found = yearly_noise(years[:, None])
    assert found.own == 0
    assert found.common == pytest.approx(common * (2.7764451 / 1.9599640) ** 2)


@pytest.mark.parametrize("years", [[[3, 4]] * 4, [[0, 0]] * 4, [[0]] * 5, [[7]] * 5])
def test_nothing_is_found_where_nothing_varies(years):
    assert yearly_noise(years) == YearlyNoise(0.0, 0.0)


def test_dispersion_grows_with_the_mean():
    found = YearlyNoise(own=0.02, common=0.01).dispersion([0, 1, 100])
    assert found == pytest.approx([1, 1.03, 4])


@pytest.mark.parametrize("n", [FEWEST_YEARS - 1, FEWEST_YEARS, FEWEST_YEARS + 1])
def test_four_years_are_needed(n):
    if n < FEWEST_YEARS:
        with pytest.raises(ValueError, match="fewer than 4 years"):
            yearly_noise([[1, 2]] * n)
    else:
        assert yearly_noise([[1, 2]] * n) == YearlyNoise(0.0, 0.0)


@pytest.mark.parametrize(("years", "problem"), [([[1, -1]] * 4, "at least 0"), ([1, 2, 3, 4], "not a table"),
                                                ([[1, np.nan]] * 4, "at least 0"), ([], "is empty")])  # fmt: skip
def test_counts_are_named_when_they_are_none(years, problem):
    with pytest.raises(ValueError, match=f"years .*{problem}"):
        yearly_noise(years)


@given(st.lists(st.lists(st.integers(0, 500), min_size=3, max_size=3), min_size=4, max_size=7), st.integers(2, 5))
def test_noise_is_never_negative_and_the_order_of_zones_changes_nothing(years, turned):
    found, other = yearly_noise(years), yearly_noise([[*year[::-1]] for year in years])
    assert found.own >= 0
    assert found.common >= 0
    assert (other.own, other.common) == pytest.approx((found.own, found.common))
