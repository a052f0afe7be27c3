"""Power for two Poisson rates (PASS manual, chapter 436), and that of our smallest detectable fall."""

import math

import numpy as np
import pytest
from statsmodels.stats.rates import power_poisson_diff_2indep

from analytics.statistics.evaluation import minimal_detectable_effect
from analytics.statistics.rates import compare_counts


def test_power_is_that_of_the_manual_when_rates_are_15_and_10(meet):
    ours = power_poisson_diff_2indep(
        rate1=15, rate2=10, nobs1=6, nobs_ratio=8 / 6, alpha=0.05, value=0, method_var="alt", alternative="larger",
        return_results=False,
    )  # fmt: skip
    meet("power, rates 15 and 10", 0.82566, ours, 5e-5)


@pytest.mark.parametrize("before", [10, 20, 50, 100, 400])
def test_fall_told_as_detectable_is_seen_four_times_in_five_when_simulated(meet, before):
    fall = minimal_detectable_effect(before)
    rng = np.random.default_rng(before)
    first, second = rng.poisson(before, 4_000), rng.poisson(before * (1 - fall), 4_000)
    seen = np.mean(compare_counts(first, second).high < 1)
    # The exact test is a little less powerful than the normal approximation of the formula.
    meet(f"power of a fall of {fall:.0%} from {before}", 0.80, seen, 0.06)


def test_end_of_ten_events_is_seen_as_often_as_counted_by_hand(meet):
    """No event after ten expected: seen where six or more came before, as 2 x 0.5^6 is under 5 %."""
    seen = 1 - sum(np.exp(-10) * 10.0**k / math.factorial(k) for k in range(6))
    meet("end of 10 events, seen", 0.933, seen, 5e-4)
    ours = [minimal_detectable_effect(10, power=power) < 1 for power in (0.93, 0.935)]
    meet("end of 10 events, detectable with a power of 93 %, of 93.5 %", (True, False), ours, 0)
