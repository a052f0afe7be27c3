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
PAST = alerts.Past(QUARTER, tuple(QUARTER.shift(-towns.YEAR * years) for years in range(1, YEARS)))
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


def unchanged(rng: Generator, *, town: Town) -> NDArray[np.float64]:
    """A town where nothing changed; then the same whose zone of the median size rose by a half in its last quarter."""
    rates = town.rates(rng)
    months = rng.poisson(rates)
    false = watched(months)
    risen = int(np.argsort(rates.sum(axis=(0, 1)))[town.zones // 2])
    months[-1, -alerts.MONTHS :, risen] = rng.poisson(RISE * rates[-1, -alerts.MONTHS :, risen])
    return np.array([bool(false), risen in watched(months)])


def _case(name: str, town: Town) -> Case:
    is_steady = not town.own and not town.shocks
    return Case(
        f"{name}, {town.zones} zones of {town.level / 4:g} facts a quarter",
        500,
        each(partial(unchanged, town=town)),
        (
            Line(
                "alerts, lists with a false one",
                FALSE_POSITIVES,
                *(
                    (WITH_SHOCKS, "what befalls the whole town at once befalls its zones together")
                    if town.shocks
                    else ()
                ),
            ),
            Line(
                "alerts, a quarter that rose by a half in one zone",
                ALERTED,
                *(
                    ()
                    if is_steady
                    else (Range(0.0, 1.0), "a rise of a half is less rare where rates vary by themselves")
                ),
            ),
        ),
    )


CASES = [
    _case(name, Town(zones, level, own, shocks))
    for zones, level in ((14, 320), (40, 320), (80, 480))
    for name, own, shocks in (
        ("a town whose rates are steady", 0.0, 0.0),
        ("own noise of 15 %", 0.15, 0.0),
        ("own noise of 45 %", 0.45, 0.0),
        ("lasting shocks of 10 %", 0.0, 0.1),
    )
]
