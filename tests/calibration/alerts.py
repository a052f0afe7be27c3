"""Alerts of the last quarter: how often one is false where nothing changed, and how often a rise raises one."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.figures import alerts
from analytics.figures.counts import available_indicators
from analytics.indicators import indicator
from analytics.statistics.words import AlertWord
from data.model import Level, Period
from tests.calibration import towns
from tests.calibration.cases import ALERTED, FALSE_POSITIVES, Case, Line, Range, each
from tests.calibration.words import WITH_SHOCKS, YEARS, Town, _Drawn

QUARTER = Period(date(2025, 10, 1), date(2026, 1, 1))
PAST = alerts.Past(QUARTER, tuple(QUARTER.shift(-towns.YEAR * years) for years in range(1, YEARS)), frozenset())
LEVEL = 80
"""Facts a quarter, in a zone on average."""
RISE = 1.5


class _Watched(_Drawn):
    """A release of counts that were drawn, of one indicator."""

    def ask(self, figure: Callable[..., Any], *arguments: Any) -> Any:
        if figure is available_indicators:
            return [indicator("signalements")]
        if figure is alerts.known_past:
            return PAST
        return super().ask(figure, *arguments)


def watched(months: NDArray[np.int64]) -> set[int]:
    """Zones that are to be watched, as Accueil gives them."""
    drawn = _Watched(months.reshape(YEARS * towns.YEAR, -1))
    judged = alerts._judged(drawn, Level.QUARTIER)
    return {*judged.loc[judged["word"] == AlertWord.TO_WATCH, "zone"]}


def unchanged(rng: Generator, *, rates: Callable[[Generator], NDArray[np.float64]]) -> NDArray[np.float64]:
    """A town where nothing changed; then the same whose zone of the median size rose by a half in its last quarter.

    Parameters
    ----------
    rates : draws facts expected, shape (years, months, zones).
    """
    expected = rates(rng)
    months = rng.poisson(expected)
    false = watched(months)
    risen = int(np.argsort(expected.sum(axis=(0, 1)))[expected.shape[2] // 2])
    months[-1, -alerts.MONTHS :, risen] = rng.poisson(RISE * expected[-1, -alerts.MONTHS :, risen])
    return np.array([bool(false), risen in watched(months)])


def hard(rng: Generator, *, zones: int) -> NDArray[np.float64]:
    """Uneven zones whose years, seasons and drifts are their own, and lasting shocks to all."""
    return towns.means(rng, YEARS * towns.YEAR, zones, level=LEVEL / 3, **towns.HARD).reshape(YEARS, towns.YEAR, zones)


def _case(name: str, zones: int, rates: Callable[[Generator], NDArray[np.float64]], *, own: bool, shocks: bool) -> Case:
    together = (WITH_SHOCKS, "what befalls the town befalls its zones together")
    hidden = (Range(0.0, 1.0), "rates that vary by themselves rise so by themselves")
    return Case(
        f"{name}, {zones} zones of {LEVEL} facts a quarter",
        500,
        each(partial(unchanged, rates=rates)),
        (
            Line("alerts, lists with a false one", FALSE_POSITIVES, *(together if shocks else ())),
            Line("alerts, a quarter that rose by a half in one zone", ALERTED, *(hidden if own or shocks else ())),
        ),
    )


CASES = [
    *(
        _case(name, zones, Town(zones, 4 * LEVEL, own, shocks).rates, own=own > 0, shocks=shocks > 0)
        for zones in (14, 40, 80)
        for name, own, shocks in (
            ("a town whose rates are steady", 0.0, 0.0),
            ("own noise of 15 %", 0.15, 0.0),
            ("own noise of 45 %", 0.45, 0.0),
            ("lasting shocks of 10 %", 0.0, 0.1),
        )
    ),
    *(
        _case("years, seasons, drifts of their own, lasting shocks", n, partial(hard, zones=n), own=True, shocks=True)
        for n in (14, 40, 80)
    ),
]
