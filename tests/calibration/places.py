"""Maps and near repeats: how often a pattern is seen where there is none, and found where there is one."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.statistics.spatial import bivariate_moran, global_moran, knox, local_g, local_moran, rate_moran
from tests.calibration import towns
from tests.calibration.cases import DETECTION, FALSE_POSITIVES, Case, Line, each

SIDE = 10
"""Zones along a side of the commune."""


def no_pattern(rng: Generator) -> NDArray[np.bool_]:
    """Zones of uneven size with one rate, at random; each test at 5 %, those of zones after Benjamini-Hochberg."""
    graph = towns.chessboard(SIDE)
    residents = rng.lognormal(7, 0.5, SIDE**2)
    facts, others = (towns.counts(rng, residents / 50) for _ in range(2))
    rates = facts / residents
    return np.array(
        [
            global_moran(rates, graph, rng=rng).p_value <= 0.05,
            rate_moran(facts, residents, graph, rng=rng).p_value <= 0.05,
            bivariate_moran(rates, others / residents, graph, rng=rng).p_value <= 0.05,
            (local_moran(rates, graph, rng=rng)["p_adjusted"] <= 0.05).any(),
            (local_g(rates, graph)["p_adjusted"] <= 0.05).any(),
            (local_g(rates, graph, permutations=999, rng=rng)["p_adjusted"] <= 0.05).any(),
        ]
    )


def gathered(rng: Generator) -> NDArray[np.bool_]:
    """Nine zones that touch, with three times the facts: the commune is told clustered, and one of them is shown."""
    graph = towns.chessboard(SIDE)
    mean = np.full((SIDE, SIDE), 3 * towns.LEVEL)
    mean[3:6, 3:6] *= 3
    facts = towns.counts(rng, mean).ravel()
    inside = np.zeros((SIDE, SIDE), dtype=bool)
    inside[3:6, 3:6] = True
    around = local_moran(facts, graph, permutations=9_999, rng=rng)
    hot = local_g(facts, graph)
    return np.array(
        [
            global_moran(facts, graph, rng=rng).p_value <= 0.05,
            ((around["p_adjusted"] <= 0.05) & (around["quadrant"] == "HH"))[inside.ravel()].any(),
            ((hot["p_adjusted"] <= 0.05) & (hot["z"] > 0))[inside.ravel()].any(),
        ]
    )


def unrelated(rng: Generator) -> bool:
    """A year of facts, more in some places and in summer, of which none makes another likelier."""
    return knox(_places(rng, 250), _days(rng, 250), 200, 14, permutations=199, rng=rng).p_value <= 0.05


def repeated(rng: Generator) -> bool:
    """A year of facts, of which one in five is followed by another within 200 m and 14 days."""
    where, when = _places(rng, 250), _days(rng, 250)
    again = rng.choice(250, 50, replace=False)
    near, soon = where[again] + rng.uniform(-100, 100, (50, 2)), when[again] + rng.integers(1, 15, 50)
    points, days = np.vstack([where, near]), np.append(when, soon)
    return knox(points, days, 200, 14, permutations=199, rng=rng).p_value <= 0.05


def _places(rng: Generator, n: int) -> NDArray[np.float64]:
    """Metres, in a town of 4 km with a denser centre."""
    return np.where(rng.random((n, 1)) < 0.3, rng.normal(2_000, 300, (n, 2)), rng.uniform(0, 4_000, (n, 2)))


def _days(rng: Generator, n: int) -> NDArray[np.float64]:
    day = np.arange(365)
    share = 1 + 0.5 * np.cos(2 * np.pi * (day - 200) / 365)
    return rng.choice(day, n, p=share / share.sum()).astype(float)


CASES = [
    Case(
        "100 zones of uneven size, one rate, dispersion 1.3",
        1_000,
        each(no_pattern),
        (
            Line("global_moran", FALSE_POSITIVES),
            Line("rate_moran", FALSE_POSITIVES),
            Line("bivariate_moran", FALSE_POSITIVES),
            Line("local_moran, maps with any zone", FALSE_POSITIVES),
            Line("local_g, maps with any zone, normal law", FALSE_POSITIVES),
            Line("local_g, maps with any zone, 999 permutations", FALSE_POSITIVES),
        ),
    ),
    Case(
        "9 zones of 100 with three times the facts",
        100,
        each(gathered),
        (
            Line("global_moran", DETECTION),
            Line("local_moran, 9,999 permutations, one of them", DETECTION),
            Line("local_g, one of them", DETECTION),
        ),
    ),
    Case("250 facts in uneven places and seasons", 2_000, each(unrelated), (Line("knox", FALSE_POSITIVES),)),
    Case("50 facts of 300 follow another", 200, each(repeated), (Line("knox", DETECTION),)),
]
