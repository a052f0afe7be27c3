"""Words of a map of changes: how often one is false where nothing changed, and how often a change gets one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from analytics.disclosure import Policy, protect_cube
from analytics.figures import changes
from analytics.figures.comparability import Compared, Comparison, compared
from analytics.figures.indicator_counts import Group, IndicatorCounts, indicator_counts
from analytics.figures.release import Counts, Release
from analytics.indicators import indicator
from analytics.statistics.words import FALLS, MOVES, RISES, ChangeWord
from data.model import Level, Period, Scope
from tests.calibration import towns
from tests.calibration.cases import Case, Line, Range, each

YEARS = 6
SOURCE = "police"
JUDGED = Comparison.with_years_before(Period(date(2025, 1, 1), date(2026, 1, 1)))
CLEAR = (ChangeWord.CLEAR_RISE, ChangeWord.CLEAR_FALL)
NO_FALL = (ChangeWord.STABLE, ChangeWord.BOUNDED, ChangeWord.NO_LARGE_FALL, *RISES)
_TITLE = "Words of a map of changes"
CLEARLY_FALSE = Range(0.0, 0.05, _TITLE)
WITH_SHOCKS = Range(0.0, 0.10, _TITLE)
"""Maps with a false clear word, where what befalls the town befalls its zones together and lasts."""
FALSE = Range(0.0, 0.15, _TITLE)
"""Maps with a false word, clear or probable."""
INSUFFICIENT = Range(0.0, 0.20, _TITLE)
PRINTED = Range(0.0, 1.0, _TITLE)


@dataclass(frozen=True)
class Town:
    """A town of uneven zones, all of whose rates stay what they are but for noise.

    Attributes
    ----------
    level : facts a year in a zone, on average.
    own : relative standard deviation of a zone's rate from year to year.
    shocks : that of the months of the whole town, of which half is left three months later.
    """

    zones: int
    level: float
    own: float = 0.0
    shocks: float = 0.0

    def rates(self, rng: Generator) -> NDArray[np.float64]:
        """Facts expected, shape (years, months, zones)."""
        sizes = rng.lognormal(-0.32, 0.8, self.zones)
        mean = self.level / towns.YEAR * sizes * towns.season(towns.YEAR)[:, None]
        noise = rng.gamma(1 / self.own**2, self.own**2, (YEARS, 1, self.zones)) if self.own else 1.0
        return mean * noise * np.exp(_lasting(rng, YEARS * towns.YEAR, self.shocks)).reshape(YEARS, towns.YEAR, 1)


def _lasting(rng: Generator, n: int, spread: float) -> NDArray[np.float64]:
    """A first-order autoregressive series."""
    drawn, kept = rng.normal(0, spread, n), 0.8
    for month in range(1, n):
        drawn[month] = kept * drawn[month - 1] + np.sqrt(1 - kept**2) * drawn[month]
    return drawn


class _Drawn(Release):
    """A release of counts that were drawn, all of whose years may be compared."""

    def __init__(self, months: NDArray[np.int64], level: Level = Level.QUARTIER) -> None:
        object.__setattr__(self, "_counts", _counts(months, level))

    @property
    def unprotected(self) -> "Release":
        return self

    def ask(self, figure: Callable[..., Any], *arguments: Any) -> Any:
        if figure is indicator_counts:
            return self._counts
        if figure is compared:
            return Compared(JUDGED.after, JUDGED.before)
        return figure(self, *arguments)


def _counts(months: NDArray[np.int64], level: Level) -> IndicatorCounts:
    """Counts of one category, shape (months, zones), and of the whole commune, last; of one place for the commune."""
    whole = [] if level is Level.COMMUNE else [months.sum(axis=1, keepdims=True)]
    cells = np.concatenate([months, *whole], axis=1).T[None]
    first = Period(date(2026 - YEARS, 1, 1), date(2026, 1, 1))
    buckets = tuple(Period.of_months(month, month) for month in first.months())
    zones = pd.DataFrame({"zone_code": [f"{i:03}" for i in range(cells.shape[1])]}).assign(exposure=np.nan)
    policy = Policy.of(Scope.ADMINISTRATION, 5)
    cube = protect_cube(cells, (), np.ones(cells.shape[1:], dtype=bool), policy)
    sources = {SOURCE: frozenset(buckets)}
    counts = Counts(level, zones, buckets, ("bruit_tapage",), cube, cells[:, -1], sources)
    return IndicatorCounts(indicator("signalements"), counts, zones, counts.categories, (Group((0,)),), cube, None)


def words(months: NDArray[np.int64]) -> NDArray[np.object_]:
    """Word of each zone in the last year, as the map gives it."""
    drawn = _Drawn(months.reshape(YEARS * towns.YEAR, -1))
    return changes.judgement(drawn, "signalements", Level.QUARTIER, JUDGED).words[0, :-1]


def unchanged(rng: Generator, *, town: Town) -> NDArray[np.float64]:
    """A town where nothing changed; then the same with one zone, of the median size, at 65 %."""
    rates = town.rates(rng)
    months = rng.poisson(rates)
    said = words(months)
    changed = int(np.argsort(rates.sum(axis=(0, 1)))[town.zones // 2])
    months[-1, :, changed] = rng.poisson(0.65 * rates[-1, :, changed])
    of_changed = words(months)[changed]
    return np.array(
        [
            np.isin(said, CLEAR).any(),
            np.isin(said, MOVES).any(),
            np.mean(said == ChangeWord.INSUFFICIENT_DATA),
            of_changed in FALLS,
            of_changed in NO_FALL,
        ]
    )


_FEW_FACTS = (Range(0.0, 0.40), "25 facts a year do not exclude that they fell by a third, whatever the other zones do")
_OWN_NOISE = {
    0.15: (Range(0.0, 0.50), "what differs so from year to year by itself is neither stable nor bounded"),
    0.45: (Range(0.0, 0.90), "what may double from year to year by itself is neither stable nor bounded"),
}
_LENT = (Range(0.0, 0.15), "a zone of few facts is bounded by those of the others: it is wrong where it alone moved")


def _case(name: str, town: Town) -> Case:
    clear = WITH_SHOCKS if town.shocks else CLEARLY_FALSE
    # What facts and noise allow, whatever the method: a zone whose years differ so by themselves is not stable.
    without = _OWN_NOISE.get(town.own) or (_FEW_FACTS if town.level < 30 else ())
    return Case(
        f"{name}, {town.zones} zones of {town.level:g} facts a year",
        2_000,
        each(partial(unchanged, town=town)),
        (
            Line("judge_change, maps with a false clear word", clear),
            Line("judge_change, maps with a false word", FALSE),
            Line("judge_change, zones without a word", INSUFFICIENT, *without),
            Line("judge_change, a fall of 35 % in one zone", PRINTED),
            Line("judge_change, a fall of 35 % in one zone, said to be excluded", CLEARLY_FALSE, *_LENT),
        ),
    )


CASES = [
    _case(f"{noise}", Town(zones, level, own, shocks))
    for zones, level in ((14, 65), (40, 75), (80, 110), (350, 25))
    for noise, own, shocks in (
        ("a town whose rates are steady", 0.0, 0.0),
        ("own noise of 15 %", 0.15, 0.0),
        ("own noise of 45 %", 0.45, 0.0),
        ("lasting shocks of 10 %", 0.0, 0.1),
    )
]
