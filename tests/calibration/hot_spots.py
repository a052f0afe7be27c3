"""Hot spots of two years: how often one is shown where none is, and where one is."""

from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.statistics.spatial import hot_spots
from analytics.statistics.words import HotSpot
from tests.calibration import towns
from tests.calibration.cases import DETECTION, FALSE_POSITIVES, Case, Line, Range, each

_PER_RESIDENT = 1 / 50
"""Facts a year."""
_OWN = 0.4
"""Standard deviation, on the logarithm, of what lasts from year to year in each zone alone."""

_FEW = (Range(0.45, 1.0), "nine zones are a quarter of so few: their rates raise what is usual, in two years at once")


def shown(rng: Generator, side: int, *, before: float = 1, latest: float = 1) -> NDArray[np.float64]:
    """Whether one of nine zones that touch is shown, and one further than those around; NaN where nothing is to show.

    Zones of uneven size, whose rates differ by themselves and stay as they are, at random over the map; nine of them
    have so many times the facts in the year before, and in the latest.
    """
    graph, residents = towns.chessboard(side), rng.lognormal(7, 0.5, (side, side))
    level = residents * _PER_RESIDENT * rng.lognormal(0, _OWN, (side, side))
    years = []
    for times in (before, latest):
        mean = level.copy()
        mean[1:4, 1:4] *= times
        years.append((towns.counts(rng, mean) / residents).ravel())
    hot = (hot_spots(years, graph)["word"] == HotSpot.HOT).to_numpy().reshape(side, side)
    is_there = before > 1 and latest > 1
    elsewhere = hot.copy()
    if is_there:
        elsewhere[0:5, 0:5] = False
    return np.array([hot[1:4, 1:4].any() if is_there else np.nan, elsewhere.any()])


def _line(rng: Generator, side: int, line: int, **times: float) -> float:
    return float(shown(rng, side, **times)[line])


CASES = [
    *(
        Case(
            f"{side**2} zones of uneven size, rates of their own that last, at random over the map",
            400,
            each(partial(_line, side=side, line=1)),
            (Line("hot_spots, maps with any zone", FALSE_POSITIVES),),
        )
        for side in (6, 10)
    ),
    Case(
        "9 zones of 100 with three times the facts, in the latest year only",
        200,
        each(partial(_line, side=10, line=1, latest=3)),
        (Line("hot_spots, maps with any zone, one year", FALSE_POSITIVES),),
    ),
    *(
        Case(
            f"9 zones of {side**2} with three times the facts, two years",
            200,
            each(partial(shown, side=side, before=3, latest=3)),
            (
                Line("hot_spots, one of them", DETECTION, *(_FEW if side == 6 else ())),
                Line("hot_spots, maps with a zone that touches none of them", FALSE_POSITIVES),
            ),
        )
        for side in (6, 10)
    ),
]
