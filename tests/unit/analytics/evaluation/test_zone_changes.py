"""What zones changed by themselves, and the action's beside them: properties, zeros, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.evaluation import Study, is_at_its_peak, paule_mandel, zone_effect
from analytics.statistics.evaluation.zone_changes import changes, highest_between

MONTHS = pd.date_range("2020-01-01", periods=48, freq="MS")
values = st.lists(st.floats(-3, 3), min_size=2, max_size=30)


def counted(*zones, start=24, **given):
    """A study whose zones have so many facts in all before and after, spread over months alike."""
    rows = np.zeros((48, len(zones)))
    for zone, (before, after) in enumerate(zones):
        rows[:start, zone], rows[start:, zone] = before / start, after / (48 - start)
    names = [f"z{i}" for i in range(len(zones))]
    return Study(pd.DataFrame(rows, MONTHS, names), ("z0",), tuple(names[1:]), MONTHS[start], **given)


@given(values, st.floats(0.01, 2))
def test_variance_between_solves_its_equation_or_is_none(measured, variance):
    known, errors = np.array(measured), np.full(len(measured), variance)
    between = paule_mandel(known, errors)
    weights = 1 / (errors + between)
    squares = weights @ (known - weights @ known / weights.sum()) ** 2
    assert between >= 0
    assert squares == pytest.approx(len(known) - 1, abs=1e-6) or (between == 0 and squares < len(known) - 1)


@given(values, st.floats(-5, 5), st.floats(0.5, 4))
def test_variance_between_follows_the_scale_and_not_the_level(measured, shift, size):
    known, errors = np.array(measured), np.linspace(0.1, 0.5, len(measured))
    moved = paule_mandel((known + shift) * size, errors * size**2)
    assert moved == pytest.approx(paule_mandel(known, errors) * size**2, abs=1e-6)


@given(values)
def test_highest_variance_between_is_above_the_estimate(measured):
    known, errors = np.array(measured), np.full(len(measured), 0.2)
    assert highest_between(known, errors) >= paule_mandel(known, errors) - 1e-9


@pytest.mark.parametrize(("known", "errors"), [([1.0], [1.0]), ([1.0, 2.0], [1.0, 0.0]), ([1.0, np.nan], [1.0, 1.0])])
def test_variance_between_is_refused_when_it_cannot_be_known(known, errors):
    with pytest.raises(ValueError, match="values|variances"):
        paule_mandel(np.array(known), np.array(errors))


def test_effect_is_the_ratio_of_ratios_when_all_compared_zones_change_alike():
    ours = zone_effect(counted((200, 120), *[(100, 80)] * 5))
    assert ours.estimate == pytest.approx(120.5 / 200.5 / (80.5 / 100.5))
    assert (ours.between, ours.freedom, ours.n_compared) == (0, 4, 5)
    assert ours.difference == pytest.approx(120 - 200 * 0.8, abs=0.5)
    # Two years on each side: before as counted.
    assert (ours.before, ours.after) == pytest.approx((200, 120))
    variance = 1 / 200 + 1 / 120 + 1 / (5 / (1 / 100 + 1 / 80))
    assert ours.standard_error == pytest.approx(np.sqrt(variance), rel=0.01)


def test_margin_is_that_of_zones_that_differ_when_they_do():
    alike, unlike = (
        zone_effect(counted((2000, 1200), *[(1000, after) for after in afters]))
        for afters in ((800, 800, 800, 800), (400, 1200, 700, 1000))
    )
    assert alike.high < 1 < unlike.high
    assert unlike.between > 0.05 > alike.between


@given(st.integers(2, 40), st.integers(0, 40))
def test_nothing_changed_is_within_the_interval_when_periods_have_one_rate(before, months_after):
    start = 48 - max(6, months_after)
    zones = [(before * start, before * (48 - start))] * 4
    ours = zone_effect(counted(*zones, start=start))
    assert ours.estimate == pytest.approx(1)
    assert ours.low < 1 < ours.high


@pytest.mark.parametrize("zone", [(0, 30), (30, 0), (0, 0)])
def test_interval_is_finite_when_a_period_is_empty(zone):
    acted = zone_effect(counted(zone, *[(50, 50)] * 4))
    among = zone_effect(counted((50, 50), zone, *[(50, 50)] * 4))
    for ours in (acted, among):
        assert np.isfinite([ours.estimate, ours.low, ours.high, ours.difference]).all()
    assert among.n_compared == (4 if zone == (0, 0) else 5)
    assert among.low < 1 < among.high


def test_fall_is_clearer_when_fewer_facts_are_left():
    highest = [zone_effect(counted((30, left), *[(50, 50)] * 4)).high for left in range(31)]
    assert highest == sorted(highest)
    assert highest[0] < 1 < highest[30]


def test_zone_that_rose_by_chance_weighs_no_more_than_one_that_fell():
    value, variance = changes(np.array([10.0, 10.0]), np.array([5.0, 15.0]), 1.0)
    assert variance * np.array([16, 26]) == pytest.approx([4, 4])
    assert value == pytest.approx(np.log([5.5 / 10.5, 15.5 / 10.5]))


def test_several_zones_are_one_whose_own_variance_is_shared():
    zones = [(500, 300), (500, 300), *[(1000, after) for after in (700, 1300, 900, 1100)]]
    one, two = (
        zone_effect(Study(study.months, tuple(study.months)[:n], tuple(study.months)[2:], study.start))
        for study in [counted(*zones)]
        for n in (1, 2)
    )
    assert one.estimate == pytest.approx(two.estimate, rel=0.01)
    assert two.standard_error < one.standard_error


def test_share_of_zones_as_clear_counts_the_action_itself():
    ours = zone_effect(counted((2000, 600), *[(1000, after) for after in (980, 1010, 1000, 1020)]))
    assert ours.p_value_places == pytest.approx(1 / 5)


def test_effect_is_refused_when_fewer_than_two_zones_have_facts():
    with pytest.raises(ValueError, match="compared zones"):
        zone_effect(counted((20, 20), (20, 20), (0, 0)))


def peaked(factor, *, n_compared=4, n_before=36, **given):
    """Months of which the last twelve before the action are so many times the others, in its zone alone."""
    months = pd.date_range("2020-01-01", periods=n_before + 12, freq="MS")
    rows = np.full((len(months), 1 + n_compared), 20.0)
    rows[n_before - 12 : n_before, 0] *= factor
    names = [f"z{i}" for i in range(1 + n_compared)]
    return Study(pd.DataFrame(rows, months, names), ("z0",), tuple(names[1:]), months[n_before], **given)


@pytest.mark.parametrize("n_compared", [0, 4])
@pytest.mark.parametrize(
    ("factor", "rises", "stands_out"),
    [(1.3, False, True), (1.05, False, False), (0.7, False, False), (0.7, True, True), (1.3, True, False)],
)
def test_year_before_stands_out_the_way_that_an_action_would_bring_back(n_compared, factor, rises, stands_out):
    assert is_at_its_peak(peaked(factor, n_compared=n_compared, rises=rises)) == stands_out


@pytest.mark.parametrize(("n_before", "stands_out"), [(23, True), (24, False), (25, False)])
def test_year_before_is_taken_to_stand_out_when_nothing_tells(n_before, stands_out):
    assert is_at_its_peak(peaked(1.0, n_before=n_before)) == stands_out


def test_year_before_does_not_stand_out_when_that_of_all_zones_does():
    study = peaked(1.0)
    study.months.iloc[24:36] *= 1.5
    assert not is_at_its_peak(Study(study.months, study.treated, study.compared, study.start))
