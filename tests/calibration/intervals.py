"""Intervals of counts and of effects: how often they hold the truth."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.comparison.zone_and_commune import judge_difference
from analytics.statistics.evaluation import (
    difference_in_differences,
    interrupted_time_series,
    weighted_displacement_difference,
)
from analytics.statistics.rates import compare_counts, funnel_limits, overdispersion, poisson_interval
from analytics.statistics.trends import judge_change, monthly_dispersion, seasonal_band, usual_dispersion, usual_limits
from tests.calibration import towns
from tests.calibration.cases import COVERAGE, USUAL, Case, Line, Range, covers, each

EXACT = "never meant under 95 %, and whole numbers leave room above, the more so as events are few"
_MONTHS_KNOWN = (0.5, 0.8, 0.95, 1.0)
"""Share of a month's facts that have come, by whole months since."""


def poisson(rng: Generator, n: int, *, mean: float) -> ArrayLike:
    """Counts of one mean."""
    margin = poisson_interval(rng.poisson(mean, n))
    return covers(margin.low, mean, margin.high)


def comparison(rng: Generator, n: int, *, before: float, ratio: float) -> ArrayLike:
    """Two counts, the second over half as long."""
    test = compare_counts(rng.poisson(before, n), rng.poisson(before * ratio / 2, n), 2.0, 1.0)
    return covers(test.low, ratio, test.high)


def change(rng: Generator, n: int, *, before: float, ratio: float) -> ArrayLike:
    """Two Poisson counts."""
    judged = judge_change(rng.poisson(before, n), rng.poisson(before * ratio, n))
    return covers(judged.low, ratio, judged.high)


def dispersed_change(rng: Generator, *, dispersion: float, ratio: float = 0.7) -> bool:
    """Six years of a zone, of which the last two are compared."""
    mean = towns.LEVEL * towns.season(72)
    mean[60:] *= ratio
    series = pd.Series(towns.counts(rng, mean, dispersion), towns.dated(72))
    judged = judge_change(series[48:60].sum(), series[60:].sum(), dispersion=monthly_dispersion(series))
    return bool(covers(judged.low, ratio, judged.high))


def next_count(rng: Generator, n: int, *, mean: float) -> ArrayLike:
    """Five earlier years, and the next."""
    limits = usual_limits(rng.poisson(mean, (n, 5)).sum(axis=1), 5)
    return covers(np.ceil(limits.low), rng.poisson(mean, n), np.ceil(limits.high))


def band(rng: Generator, *, dispersion: float) -> float:
    """The last year of six, beside the band of the others."""
    series = pd.Series(towns.counts(rng, towns.LEVEL * towns.season(72), dispersion), towns.dated(72))
    last = seasonal_band(series).tail(12)
    return float(covers(last["low"], series.tail(12).to_numpy(), last["high"]).mean())


def bands(rng: Generator, *, years: int, level: float, town: Mapping[str, float] = MappingProxyType({})) -> float:
    """The next year of 20 zones of a town, beside their bands."""
    n_months, n_zones = towns.YEAR * (years + 1), 20
    drawn = towns.counts(rng, towns.means(rng, n_months, n_zones, level=level, **town)).astype(float)
    *before, last = drawn.reshape(years + 1, towns.YEAR, n_zones)
    spread = usual_dispersion(np.moveaxis(np.array(before), -1, 0))
    limits = usual_limits(np.sum(before, axis=0), years, dispersion=np.tile(spread, (towns.YEAR, 1)))
    return float(covers(np.ceil(limits.low), last, np.ceil(limits.high)).mean())


def funnel(rng: Generator, n: int, *, level: float, expected: float) -> ArrayLike:
    """Zones all alike, whose rates are those of the commune."""
    limits = funnel_limits(expected, levels=[level]).iloc[0]
    return covers(limits["low"], rng.poisson(expected, n) / expected, limits["high"])


def dispersed_funnel(rng: Generator, *, winsorise: float) -> float:
    """A hundred zones of uneven size, the dispersion estimated from them."""
    expected = 120 * rng.lognormal(0, 0.5, 100)
    observed = towns.counts(rng, expected)
    phi = overdispersion(observed, expected, winsorise=winsorise).dispersion
    limits = funnel_limits(expected, levels=[0.95], dispersion=phi)
    return float(covers(limits["low"], observed / expected, limits["high"]).mean())


def place(rng: Generator, n: int, *, expected: float, ratio: float) -> ArrayLike:
    """A zone whose rate is so many times the commune's."""
    judged = judge_difference(rng.poisson(expected * ratio, n), expected)
    return covers(judged.low, ratio, judged.high)


def displacement(rng: Generator, *, around: bool) -> bool:
    """A fall from 100 to 70 beside zones that do not move; around, ten facts more."""
    given = {"control": (100, 100), "treated": (100, 70)}
    if around:
        given |= {"displacement_control": (80, 80), "displacement_treated": (80, 90)}
    effect = weighted_displacement_difference(**{zone: rng.poisson(means) for zone, means in given.items()})
    return bool(covers(effect.low, -20 if around else -30, effect.high))


NAMES = {"outcome": "mean", "unit": "zone", "time": "month", "treated": "treated", "post": "post"}
"""Columns of the panel of ``means``, as ``difference_in_differences`` asks for them."""


def means(rng: Generator, *, n_treated: int, n_compared: int, clustered: bool = False) -> bool:
    """Two years of means a month of each zone, three points lower with the action."""
    n_zones = n_treated + n_compared
    zone, month = (index.ravel() for index in np.indices((n_zones, 24)))
    rows = pd.DataFrame({"zone": zone, "month": month, "treated": zone < n_treated, "post": month >= 12})
    own, drift = rng.normal(0, 3, n_zones), rng.normal(0, 1, n_zones)
    rows["mean"] = 20 + own[zone] + rows["post"] * (drift[zone] - 3 * rows["treated"]) + rng.normal(0, 2, len(rows))
    effect = difference_in_differences(rows, cluster="zone" if clustered else None, **NAMES)
    return bool(covers(effect.low, -3, effect.high))


def interrupted(rng: Generator, *, dependence: float) -> NDArray[np.bool_]:
    """Six years with a slow fall, and a step of 30 %; months that depend on each other; errors taken so or not."""
    mean = 3 * towns.LEVEL * towns.season(72) * 0.995 ** np.arange(72)
    mean[36:] *= 0.7
    drift = np.zeros(72)
    for month, step in enumerate(rng.normal(0, 0.25, 72)):
        drift[month] = dependence * drift[month - 1] + np.sqrt(1 - dependence**2) * step
    events = towns.counts(rng, mean * np.exp(drift))
    both = (interrupted_time_series(events, start=36, autoregressive=given) for given in (False, True))
    return np.array([covers(one.low, 0.7, one.high) for one in both])


_TAKEN_AS_INDEPENDENT = (Range(0.0, 1.0), "for comparison: months are taken as independent, and are not")
_LASTING = (
    Range(0.86, 0.97),
    "chance in each month hides a part of what lasts from one to the next: the word is capped",
)
_DEPENDENCES = {0.0: ((), ()), 0.5: (_TAKEN_AS_INDEPENDENT, _LASTING), 0.7: (_TAKEN_AS_INDEPENDENT, _LASTING)}

_WHOLE = (Range(0.95, 0.985), "whole numbers leave room above, the more so as events are few")
_NEARLY = (Range(0.94, 0.97), _WHOLE[1])
_SHARED = (Range(0.91, 0.96), "what befalls a whole commune for a year is learnt from very few years")

CASES = [
    *(
        Case(f"{mean} events", 20_000, partial(poisson, mean=mean), (Line("poisson_interval", COVERAGE, *known),))
        for mean, known in {3: (Range(0.95, 1.0), EXACT), 10: (Range(0.95, 0.98), EXACT), 100: ()}.items()
    ),
    *(
        Case(
            f"{mean} events, then a fall of 30 %",
            20_000,
            partial(comparison, before=mean, ratio=0.7),
            (Line("compare_counts", COVERAGE, *known),),
        )
        for mean, known in {3: (Range(0.95, 1.0), EXACT), 10: (Range(0.95, 1.0), EXACT), 100: ()}.items()
    ),
    Case(
        "120 events, then 84, Poisson",
        20_000,
        partial(change, before=120, ratio=0.7),
        (Line("judge_change, ratio", COVERAGE),),
    ),
    *(
        Case(
            f"10 a month, then a fall of 30 %, dispersion {dispersion} estimated over 72 months",
            4_000,
            each(partial(dispersed_change, dispersion=dispersion)),
            (Line("judge_change, ratio", COVERAGE),),
        )
        for dispersion in (1.3, 2.0)
    ),
    *(
        Case(
            f"mean {mean}, 5 earlier years",
            20_000,
            partial(next_count, mean=mean),
            (Line("usual_limits", COVERAGE, *known),),
        )
        for mean, known in {3: (Range(0.95, 0.99), EXACT), 10: (), 100: ()}.items()
    ),
    *(
        Case(
            f"10 a month, season, dispersion {dispersion}",
            1_000,
            each(partial(band, dispersion=dispersion)),
            (Line("seasonal_band", USUAL, *_WHOLE),),
        )
        for dispersion in (1.0, 1.3, 2.0)
    ),
    *(
        Case(
            f"{years} earlier years of a town {name}, {level} a month in the median zone",
            1_000,
            each(partial(bands, years=years, level=level, town=town)),
            (Line("usual_limits of usual_dispersion", USUAL, *known),),
        )
        for name, town in {"like others": {"spread": 0.6}, "as hard as real ones": towns.HARD}.items()
        for years in (3, 5)
        for level, known in {3: _WHOLE, 40: _NEARLY, 800: _SHARED if town is towns.HARD else ()}.items()
    ),
    *(
        Case(
            f"{expected} expected, Poisson",
            20_000,
            partial(funnel, level=0.95, expected=expected),
            (Line("funnel_limits, share inside", COVERAGE),),
        )
        for expected in (10, 100)
    ),
    *(
        Case(
            f"100 zones, dispersion 1.3 estimated, {'winsorised' if share else 'not winsorised'}",
            2_000,
            each(partial(dispersed_funnel, winsorise=share)),
            (Line("funnel_limits, share inside", COVERAGE),),
        )
        for share in (0.10, 0.0)
    ),
    Case(
        "120 expected, 40 % above",
        20_000,
        partial(place, expected=120, ratio=1.4),
        (Line("judge_difference, ratio", COVERAGE),),
    ),
    *(
        Case(
            "100 events then 70" + ", with zones around" * around,
            4_000,
            each(partial(displacement, around=around)),
            (Line("weighted_displacement_difference", COVERAGE),),
        )
        for around in (False, True)
    ),
    *(
        Case(
            f"means, {n_treated} treated of {n_treated + n_compared}" + ", clustered errors" * clustered,
            1_000,
            each(partial(means, n_treated=n_treated, n_compared=n_compared, clustered=clustered)),
            (Line("difference_in_differences", COVERAGE),),
        )
        for n_treated, n_compared, clustered in ((1, 30, False), (6, 24, False), (10, 50, True))
    ),
    *(
        Case(
            f"30 a month over 72 months, a trend, a step of 30 %, months that depend on each other ({dependence})",
            1_000,
            each(partial(interrupted, dependence=dependence)),
            (
                Line("interrupted_time_series, independent errors", COVERAGE, *independent),
                Line("interrupted_time_series, AR(1) errors", COVERAGE, *dependent),
            ),
        )
        for dependence, (independent, dependent) in _DEPENDENCES.items()
    ),
]
