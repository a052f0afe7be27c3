"""Displacement differences: properties that no published case shows, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.evaluation import (
    displacement_quotient,
    weighted_displacement_difference,
)

pairs = st.tuples(st.integers(1, 500), st.integers(1, 500))


@given(pairs, pairs, pairs, pairs)
def test_difference_adds_up_and_lies_in_its_interval(control, treated, around_control, around):
    ours = weighted_displacement_difference(
        control=control, treated=treated, displacement_control=around_control, displacement_treated=around
    )
    assert ours.estimate == pytest.approx(ours.local + ours.displacement)
    assert ours.standard_error**2 == pytest.approx(sum(map(sum, (control, treated, around_control, around))))
    assert ours.low <= ours.estimate <= ours.high
    assert (ours.p_value < 0.05) == (ours.low > 0 or ours.high < 0)


@given(pairs, pairs, st.floats(0.5, 4))
def test_difference_is_scaled_when_areas_are(control, treated, size):
    whole = weighted_displacement_difference(control=control, treated=treated)
    scaled = weighted_displacement_difference(
        control=control, treated=treated, area_weights={"control": size, "treated": size}
    )
    assert scaled.estimate * size == pytest.approx(whole.estimate)
    assert scaled.standard_error * size == pytest.approx(whole.standard_error)


def test_local_change_is_expected_minus_seen_when_the_control_grows():
    ours = weighted_displacement_difference(control=(100, 120), treated=(80, 70))
    assert (ours.after, ours.expected, ours.difference) == (70, 100, -30)


def test_quotient_is_not_interpretable_when_the_zone_did_worse():
    ours = displacement_quotient((100, 120), (50, 50), (100, 100))
    assert not ours.interpretable
    assert ours.total_net_effect == -20


def test_quotient_is_zero_when_nothing_can_be_divided():
    assert displacement_quotient((100, 100), (50, 40), (80, 80)).wdq == 0


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"control": (1, 2, 3), "treated": (1, 2)}, "control"),
        ({"control": (), "treated": (1, 2)}, "control"),
        ({"control": (1, 2), "treated": (-1, 2)}, "treated"),
        ({"control": (1, np.nan), "treated": (1, 2)}, "control"),
        ({"control": (0, 0), "treated": (0, 0)}, "control, treated"),
        ({"control": (1, 2), "treated": (1, 2), "time_weights": (0, 1)}, "time_weights"),
        ({"control": (1, 2), "treated": (1, 2), "area_weights": {"elsewhere": 1}}, "area_weights"),
        ({"control": (1, 2), "treated": (1, 2), "displacement_treated": (1, 2)}, "displacement_treated"),
        ({"control": (1, 2), "treated": (1, 2), "dispersion": 0}, "dispersion"),
        ({"control": (1, 2), "treated": (1, 2), "level": 1}, "level"),
    ],
)
def test_argument_is_named_when_it_is_unusable(arguments, argument):
    with pytest.raises(ValueError, match=rf"^{argument} "):
        weighted_displacement_difference(**arguments)
