"""Maps: how often a pattern is seen where there is none, and found where there is one."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.statistics.spatial import global_moran, local_g
from tests.calibration import towns
from tests.calibration.cases import DETECTION, FALSE_POSITIVES, Case, Line, each

SIDE = 10
"""Zones along a side of the commune."""


def no_pattern(rng: Generator) -> NDArray[np.bool_]:
    """Zones of uneven size with one rate, at random; each test at 5 %, those of zones after Benjamini-Hochberg."""
    graph = towns.chessboard(SIDE)
    residents = rng.lognormal(7, 0.5, SIDE**2)
    facts = towns.counts(rng, residents / 50)
    rates = facts / residents
    return np.array(
        [
            global_moran(rates, graph, rng=rng).p_value <= 0.05,
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
    hot = local_g(facts, graph)
    return np.array(
        [
            global_moran(facts, graph, rng=rng).p_value <= 0.05,
            ((hot["p_adjusted"] <= 0.05) & (hot["z"] > 0))[inside.ravel()].any(),
        ]
    )


CASES = [
    Case(
        "100 zones of uneven size, one rate, dispersion 1.3",
        1_000,
        each(no_pattern),
        (
            Line("global_moran", FALSE_POSITIVES),
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
            Line("local_g, one of them", DETECTION),
        ),
    ),
]
