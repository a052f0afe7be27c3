"""Limits of a funnel printed by FunnelPlotR, and the dispersion that it computes after Spiegelhalter (2005)."""

import pytest

from analytics.statistics.rates import funnel_limits, overdispersion

LIMITS = {
    (0.95, 15): (0.5596924, 1.649348),
    (0.95, 20): (0.6108260, 1.544419),
    (0.95, 30): (0.6746958, 1.427562),
    (0.998, 15): (0.3862650, 2.082907),
    (0.998, 20): (0.4479107, 1.902094),
    (0.998, 30): (0.5289724, 1.702771),
}
OBSERVED, EXPECTED = (100, 150, 180, 80, 120, 225), (108, 112, 165, 95, 100, 220)
Z = (-0.784610, 3.328887, 1.142351, -1.605045, 1.908902, 0.335206)
WINSORISED = (-0.784610, 2.618895, 1.142351, -1.194827, 1.908902, 0.335206)


@pytest.mark.parametrize(("level", "expected"), LIMITS)
def test_limits_are_those_of_funnelplotr_when_counts_are_expected(meet, level, expected):
    (row,) = funnel_limits([15, 20, 30]).query("level == @level and expected == @expected").itertuples()
    meet(f"limits at {level} of {expected} expected", LIMITS[level, expected], (row.low, row.high), 1e-6)


@pytest.mark.parametrize(("field", "published"), [("phi", 2.327178258), ("tau2", 0.003439780154)])
def test_dispersion_is_that_of_funnelplotr_when_extremes_are_winsorised(meet, field, published):
    meet(field, published, getattr(overdispersion(OBSERVED, EXPECTED), field), 1e-8)


@pytest.mark.parametrize(("field", "printed"), [("z", Z), ("winsorised", WINSORISED)])
def test_gaps_are_those_of_funnelplotr_before_and_after_winsorising(meet, field, printed):
    # Printed to six decimals: ours are held to half a unit of the last, whatever the 1e-8 of the other figures.
    meet(f"gaps, {field}", printed, getattr(overdispersion(OBSERVED, EXPECTED), field), 5.1e-7)
