"""Knox (1964): 96 cases, of which 25 pairs are near, 152 soon after one another, and 5 both.

The cases themselves were not published: these are laid out to make the same counts.
"""

import numpy as np

from analytics.statistics.spatial import knox

CASES, NEAR, SOON, BOTH = 96, 25, 152, 5
EVER, FAR = 1_000, 100_000  # days, metres: neither soon nor near


def place() -> np.ndarray:
    """Cases 2i and 2i + 1 are neighbours, for the first 25 pairs; all others are far from everything."""
    points = np.column_stack([np.arange(CASES) * FAR, np.zeros(CASES)])
    points[1 : 2 * NEAR : 2] = points[: 2 * NEAR : 2] + 500
    return points


def date() -> np.ndarray:
    """A wave of 17 cases (136 pairs), one of 6 (15 pairs) and one of 2; five pairs of neighbours in the first."""
    days = np.arange(CASES) * EVER
    first = [*range(2 * BOTH), *range(2 * NEAR, 2 * NEAR + 7)]
    second, third = range(60, 66), range(70, 72)
    for wave, day in ((first, 0), (second, 30 * EVER), (third, 60 * EVER)):
        days[list(wave)] = day + 0.5 * EVER
    return days


def test_expected_pairs_and_their_poisson_p_are_those_of_the_paper(meet):
    ours = knox(place(), date(), distance_m=1_000, window_days=60, rng=np.random.default_rng(1964))
    meet("pairs: all, near, soon, both", (4560, NEAR, SOON, BOTH), (ours.pairs, ours.near, ours.soon, ours.observed), 0)
    meet("expected pairs, recomputed", 0.8333333, ours.expected, 1e-6)  # 0.83 printed
    meet("Poisson p, recomputed", 0.0016844, ours.p_value_poisson, 1e-6)  # 0.002 printed
    # No permutation p-value is published; the paper concludes to an excess, and so does ours.
    assert ours.p_value < 0.05
