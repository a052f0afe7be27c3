"""« Depuis la réunion »: how often a word on the last months is false, where their facts are still being recorded."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.figures import changes, comparability, coverage
from analytics.figures.release import Counts
from analytics.statistics.words import MOVES
from data import coverage as months_given
from data.coverage import Coverage
from data.model import Kind, Level, Period
from tests.calibration import towns
from tests.calibration.cases import Case, Line, Range, each
from tests.calibration.words import CLEAR, SOURCE, YEARS, Town, _Drawn

_TITLE = "Words since the last meeting, whose last months are not complete"
CLEARLY_FALSE, FALSE = Range(0.0, 0.05, _TITLE), Range(0.0, 0.15, _TITLE)
_ALONE = (Range(0.0, 0.10), "five years of a commune alone hardly say by how much its years differ")
MONTHS = 4
"""Since the meeting."""
_LAST_MONTH = date(2025, 12, 1)


class _Recorded(_Drawn):
    """A release of the months of a commune, some of which its source may still complete."""

    def __init__(self, months: NDArray[np.int64], n_provisional: int) -> None:
        super().__init__(months[:, None], Level.COMMUNE)
        last = Period(date(2026 - YEARS, 1, 1), date(2026, 1, 1)).months()
        provisional = tuple(last[len(last) - n_provisional :])
        given = Coverage(SOURCE, Kind.SIGNALEMENT, Period.of_months(last[0], last[-1]), 1, (), (), provisional)
        object.__setattr__(self, "_coverage", given)

    @property
    def commune(self) -> Any:
        return SimpleNamespace(home=Path("/nowhere"))

    def zones(self, level: Level) -> pd.DataFrame:
        return self._counts.zones

    def counts(self, kind: Kind, level: Level) -> Counts:
        return self._counts.counts

    def ask(self, figure: Callable[..., Any], *arguments: Any) -> Any:
        if figure is coverage.of_sources:
            return [self._coverage]
        if figure is coverage._zone_names:
            return {}
        if figure is comparability.compared:
            return figure(self, *arguments)
        return super().ask(figure, *arguments)


def unchanged(rng: Generator, *, level: float, delays: tuple[float, ...]) -> NDArray[np.bool_]:
    """Whether a clear word, or any, says that a commune whose rate stays what it is moved since its meeting.

    Parameters
    ----------
    delays : shares of the facts of a month that are recorded in it, in the next one…; they add up to 1.
    """
    rates = Town(1, level * towns.YEAR, own=0.05).rates(rng).ravel()
    recorded = rng.poisson(np.outer(rates, delays))
    n = len(rates)
    # What the file of the last month knows: of month m, what is recorded within n - 1 - m months of it.
    known = sum((recorded[:, delay] * (np.arange(n) + delay < n) for delay in range(len(delays))), np.zeros(n, int))
    # The files of the year before: each changes the months that facts are added to, back to the oldest.
    oldest = [
        max((delay for delay in range(len(delays)) if recorded[file - delay, delay] > 0), default=0)
        for file in range(n - towns.YEAR, n)
    ]
    drawn = _Recorded(known, months_given._n_provisional(oldest))
    since = changes.Comparison.with_years_before(Period.of_months(date(2025, 12 - MONTHS + 1, 1), _LAST_MONTH))
    word = changes.judgement(drawn, "signalements", Level.COMMUNE, since).words[0, 0]
    return np.array([word in CLEAR, word in MOVES])


CASES = [
    Case(
        f"{level} facts a month, {', '.join(f'{share:.0%}' for share in delays)} of them recorded month after month",
        1_000,
        each(partial(unchanged, level=level, delays=delays)),
        (
            Line("judge_change, a false clear word since the meeting", CLEARLY_FALSE, *_ALONE),
            Line("judge_change, a false word since the meeting", FALSE),
        ),
    )
    for level in (30, 300)
    for delays in ((1.0,), (0.7, 0.3), (0.6, 0.25, 0.15))
]
