"""Published intervals of shares and of their differences (Newcombe, 1998a and 1998b)."""

import pytest

from analytics.statistics.surveys import difference_interval, proportion_interval


@pytest.mark.parametrize(
    ("successes", "n", "method", "published", "recomputed"),
    [
        (81, 263, "wilson", (0.2553, 0.3662), (0.255289, 0.366210)),
        (81, 263, "clopper_pearson", (0.2527, 0.3676), (0.252737, 0.367622)),
        (15, 148, "wilson", (0.0624, 0.1605), (0.062386, 0.160487)),
        (15, 148, "clopper_pearson", (0.0578, 0.1617), (0.057844, 0.161650)),
    ],
)
def test_interval_is_that_of_newcombe_when_one_share_is_given(meet, successes, n, method, published, recomputed):
    ours = proportion_interval(successes, n, method=method)
    # The publication has four digits.
    meet(f"{successes}/{n}, {method}, as printed", published, (ours.low, ours.high), 5e-5)
    meet(f"{successes}/{n}, {method}, recomputed", recomputed, (ours.low, ours.high), 1e-5)


@pytest.mark.parametrize(
    ("first", "second", "published", "recomputed"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339), (0.052431, 0.333873)),
        ((9, 10), (3, 10), (0.1705, 0.8090), (0.170523, 0.809018)),
    ],
)
def test_interval_is_that_of_newcombe_when_two_waves_are_compared(meet, first, second, published, recomputed):
    ours = difference_interval(*first, *second)
    meet(f"{first} less {second}, as printed", published, (ours.low, ours.high), 5e-5)
    meet(f"{first} less {second}, recomputed", recomputed, (ours.low, ours.high), 1e-5)
