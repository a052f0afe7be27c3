"""The date at which a series changes level."""

import numpy as np
import pytest
import ruptures
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import xlogy

from analytics.statistics.trends import change_point

series = st.lists(st.integers(0, 60), min_size=12, max_size=40)


class PoissonCost(ruptures.base.BaseCost):
    """The likelihood of counts, as the library wants it: an independent second opinion."""

    model, min_size = "poisson", 1

    def fit(self, signal):
        self.signal = signal
        return self

    def error(self, start, end):
        counts = self.signal[start:end]
        return counts.sum() - xlogy(counts.sum(), counts.mean())


@given(series)
def test_break_is_that_of_ruptures_when_one_is_sought_in_counts(counts):
    ours = change_point(counts)
    values = np.array(counts, dtype=float)
    cost = PoissonCost().fit(values)
    if ours is None:
        assert np.ptp(values) == 0
        return
    theirs = ruptures.Dynp(custom_cost=PoissonCost(), jump=1, min_size=6).fit(values).predict(1)[0]

    def total(index):
        return cost.error(0, index) + cost.error(index, len(values))

    assert total(ours.index) == pytest.approx(total(theirs), abs=1e-8)


@pytest.mark.parametrize("size", [11, 12, 13])
def test_series_is_refused_when_two_segments_do_not_fit(size):
    counts = np.arange(size) % 5
    if size < 12:
        with pytest.raises(ValueError, match="too few"):
            change_point(counts)
    else:
        assert 6 <= change_point(counts).index <= size - 6


def test_rate_is_compared_when_exposure_doubles_with_the_counts():
    exposure = np.repeat([1.0, 2.0], 18)
    rng = np.random.default_rng(5)
    found = change_point(rng.poisson(20 * exposure), exposure)
    assert found.p_value > 0.05
    assert found.level_before == pytest.approx(20, rel=0.2)


def test_nothing_is_found_when_all_months_are_alike():
    assert change_point(np.full(30, 7)) is None


def test_clear_break_is_found_and_the_same_twice_when_no_generator_is_given():
    counts = np.random.default_rng(1).poisson(np.repeat([30, 15], [20, 16]))
    found = change_point(counts)
    assert (found.index, found.p_value) == (20, 0.001)
    assert change_point(counts) == found


def test_break_is_found_by_chance_no_more_often_than_said_when_there_is_none():
    rng = np.random.default_rng(11)
    found = [change_point(rng.negative_binomial(10, 0.5, 36), rng=rng).p_value <= 0.05 for _ in range(400)]
    # Three standard errors of a share of 5 % out of 400.
    assert np.mean(found) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"counts": []}, "counts"),
        ({"counts": [1, np.nan] * 10}, "counts"),
        ({"counts": [-1, 2] * 10}, "counts"),
        ({"counts": [1, 2] * 10, "exposure": [1, 0] * 10}, "exposure"),
        ({"counts": [1, 2] * 10, "exposure": [1.0]}, "exposure"),
        ({"counts": [1, 2] * 10, "exposure": [1] * 20, "cost": "normal"}, "exposure"),
        ({"counts": [1, 2] * 10, "cost": "gamma"}, "cost"),
        ({"counts": [1, 2] * 10, "min_segment": 0}, "min_segment"),
    ],
)
def test_argument_is_named_when_it_is_unusable(arguments, argument):
    with pytest.raises(ValueError, match=argument):
        change_point(**arguments)
