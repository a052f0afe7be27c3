"""Smallest detectable fall and correction of many tests."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.statistics.evaluation import adjust_p_values, minimal_detectable_effect
from analytics.statistics.rates import compare_counts

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@pytest.mark.parametrize(("before", "published"), [(50, 0.50), (100, 0.36)])
def test_detectable_fall_is_that_of_the_method_when_exposures_are_equal(before, published):
    ours = minimal_detectable_effect(before)
    print(f"{before} events: published {published}, ours {ours:.4f}")
    assert ours == pytest.approx(published, abs=0.005)


@given(st.integers(120, 100_000), st.floats(0.5, 5), st.floats(0.5, 0.99), st.floats(0.5, 0.95), st.floats(1, 1.5))
def test_detectable_fall_solves_its_equation_when_it_exists(before, exposure_ratio, level, power, dispersion):
    fall = minimal_detectable_effect(
        before, exposure_ratio=exposure_ratio, level=level, power=power, dispersion=dispersion
    )
    if fall < 1:
        quantiles = stats.norm.ppf((1 + level) / 2) + stats.norm.ppf(power)
        variance = dispersion * (1 / before + 1 / (before * (1 - fall) * exposure_ratio))
        assert -np.log(1 - fall) == pytest.approx(quantiles * np.sqrt(variance))


@pytest.mark.parametrize(("before", "detectable"), [(0, False), (1, False), (7, False), (8, True), (9, True)])
def test_not_even_an_end_is_detectable_when_events_are_below_eight(before, detectable):
    assert (minimal_detectable_effect(before) < 1) == detectable


@pytest.mark.parametrize(("before", "detectable"), [(2, False), (3, False), (4, True)])
def test_rise_to_five_times_is_detectable_when_events_reach_four(before, detectable):
    assert np.isfinite(minimal_detectable_effect(before, rise=True)) == detectable


@pytest.mark.parametrize(
    ("before", "given"),
    [
        (10, {}), (20, {}), (29, {}), (100, {"exposure_ratio": 0.2}), (29.5, {"dispersion": 1.3}),
        (10, {"rise": True}), (29, {"rise": True}), (400, {"rise": True}),
    ],
)  # fmt: skip
def test_few_events_have_the_power_of_the_exact_test_when_drawn(before, given):
    rng = np.random.default_rng(11)
    change = minimal_detectable_effect(before, **given)
    over, spread = given.get("exposure_ratio", 1.0), given.get("dispersion", 1.0)
    ratio = 1 + change if given.get("rise") else 1 - change
    first, second = rng.poisson(before / spread, 20_000), rng.poisson(before / spread * over * ratio, 20_000)
    test = compare_counts(first, second, 1.0, over)
    assert np.mean(test.low > 1 if given.get("rise") else test.high < 1) == pytest.approx(0.80, abs=0.02)


def test_power_of_few_events_is_that_of_many_where_both_meet():
    few, many = (minimal_detectable_effect(before, comparison_variance=0.02, freedom=8) for before in (29.9, 30.1))
    assert few == pytest.approx(many, abs=0.04)


def test_nothing_is_detectable_when_there_is_no_event_even_if_counts_vary_little():
    assert minimal_detectable_effect(0, dispersion=0.01) == 1


@pytest.mark.parametrize(("before", "detectable"), [(353, False), (354, False), (355, True)])
def test_twenty_per_cent_is_detectable_when_events_reach_355(before, detectable):
    assert (minimal_detectable_effect(before) <= 0.20) == detectable


@given(st.integers(100, 50_000), st.floats(1.01, 3))
def test_detectable_fall_grows_when_counts_are_fewer_or_more_dispersed(before, factor):
    effect = minimal_detectable_effect(before)
    assert minimal_detectable_effect(before * 2) < effect
    assert minimal_detectable_effect(before, dispersion=factor) > effect
    assert minimal_detectable_effect(before, exposure_ratio=factor) < effect
    assert minimal_detectable_effect(before * factor, dispersion=factor) == pytest.approx(effect)


def test_fall_is_seen_as_often_as_the_power_says_when_simulated():
    rng = np.random.default_rng(20_240_601)
    fall = minimal_detectable_effect(200)
    before, after = rng.poisson(200, 4_000), rng.poisson(200 * (1 - fall), 4_000)
    seen = np.mean(compare_counts(before, after).high < 1)
    # The exact test gives up a little of the power of the normal approximation.
    assert 0.74 < seen < 0.83


def test_detectable_falls_are_an_array_when_counts_are():
    together = minimal_detectable_effect([0, 25, 100], exposure_ratio=[1, 2, 1])
    alone = [
        minimal_detectable_effect(0),
        minimal_detectable_effect(25, exposure_ratio=2),
        minimal_detectable_effect(100),
    ]
    assert together == pytest.approx(alone)


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"before": -1}, "before"),
        ({"before": float("nan")}, "before"),
        ({"before": 10, "exposure_ratio": 0}, "exposure_ratio"),
        ({"before": 10, "dispersion": 0}, "dispersion"),
        ({"before": 10, "level": 1}, "level"),
        ({"before": 10, "power": 1}, "power"),
        ({"before": 10, "power": 0.02}, "power"),
        ({"before": 10, "freedom": 0}, "freedom"),
    ],
)
def test_argument_is_named_when_the_detectable_fall_cannot_be_computed(arguments, argument):
    with pytest.raises(ValueError, match=rf"\b{argument}\b"):
        minimal_detectable_effect(**arguments)


@given(p_values)
def test_adjusted_p_values_are_those_of_scipy_when_p_values_are_any(p):
    assert adjust_p_values(p) == pytest.approx(stats.false_discovery_control(p))


@given(p_values)
def test_correction_keeps_order_and_never_lowers_when_p_values_are_any(p):
    for method in ("benjamini_hochberg", "bonferroni"):
        adjusted = adjust_p_values(p, method)
        assert np.all(adjusted >= p)
        assert np.all(adjusted <= 1)
        assert np.all(np.diff(adjusted[np.argsort(p)]) >= 0)


def test_correction_changes_nothing_when_there_is_one_test():
    assert adjust_p_values(0.03).tolist() == [0.03]


@pytest.mark.parametrize(
    ("p", "method", "argument", "rows"),
    [
        ([], "benjamini_hochberg", "p", "none"),
        ([0.1, float("nan"), 1.01, -0.01], "benjamini_hochberg", "p", "1, 2, 3"),
        ([0.1], "holm", "method", "all"),
    ],
)
def test_argument_is_named_when_p_values_cannot_be_adjusted(p, method, argument, rows):
    with pytest.raises(ValueError, match=rf"\b{argument}\b.*\(rows {rows}\)"):
        adjust_p_values(p, method)
