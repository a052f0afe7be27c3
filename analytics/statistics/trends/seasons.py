"""What a month usually gives, and what is left once its season is taken away."""

from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import nbdtrik

from analytics.statistics.arguments import (
    Floats,
    aligned,
    checked_counts,
    checked_numbers,
    checked_positive,
    checked_share,
    refuse,
)
from analytics.statistics.rates import Interval
from analytics.statistics.trends.months import YEAR, by_month

YEARS_READ, YEARS_NEEDED = 5, 3
"""Earlier years that say what is usual."""


@dataclass(frozen=True)
class Decomposition:
    """A series cut in three parts of its own length, whose sum it is.

    Attributes
    ----------
    seasonal, trend, remainder : arrays, in the unit of the series.
    """

    seasonal: Floats
    trend: Floats
    remainder: Floats


def seasonal_band(
    series: pd.Series, *, years: int = YEARS_READ, minimum_years: int = YEARS_NEEDED, level: float = 0.95
) -> pd.DataFrame:
    """Give, for every month, the range in which the same month of earlier years would put it.

    Parameters
    ----------
    series : monthly counts, >= 0, indexed by the first day of the month; NaN or absent when not delivered.
    years : how many earlier years are read, >= 1.
    minimum_years : how many of them must have been delivered, within 1..``years``.
    level : probability that the next count falls within the limits, within 0..1 excluded.

    Returns
    -------
    DataFrame
        One row per month from the first to the last, delivered or not: ``month``, ``expected`` (mean of the earlier
        counts), ``low`` and ``high`` (whole numbers, both within the range). All three are NaN where fewer than
        ``minimum_years`` earlier counts exist.

    Raises
    ------
    ValueError
        Empty, negative or not numbers; not indexed by months, or twice by the same; an option out of range.

    Notes
    -----
    The limits are those of ``usual_limits``, rounded up. The month itself never enters its own band. Years that differ
    in level make the true range wider than this one.
    """
    refuse("years", years < 1, "must be at least 1")
    refuse("minimum_years", not 1 <= minimum_years <= years, "must lie between 1 and years")
    checked_share("level", level)
    monthly = by_month(series)
    earlier = pd.concat([monthly.shift(YEAR * lag) for lag in range(1, years + 1)], axis=1)
    delivered = earlier.count(axis=1)
    known = (delivered >= minimum_years).to_numpy()
    total, count = earlier.sum(axis=1).to_numpy()[known], delivered.to_numpy()[known]
    band = pd.DataFrame({"month": monthly.index, "expected": np.nan, "low": np.nan, "high": np.nan})
    band.loc[known, "expected"] = total / count
    if known.any():
        usual = usual_limits(total, count, level=level)
        band.loc[known, "low"], band.loc[known, "high"] = np.ceil(usual.low), np.ceil(usual.high)
    return band


def usual_limits(total: ArrayLike, years: ArrayLike, *, level: float = 0.95) -> Interval:
    """Give the range of a count to come, from earlier counts of the same month.

    Parameters
    ----------
    total : sum of the earlier counts, >= 0; a number or an array.
    years : how many they are, > 0; same shape, or one for all.
    level : probability that the next count falls within the limits, within 0..1 excluded.

    Returns
    -------
    Interval
        Quantiles, not rounded: the smallest and largest usual counts are these rounded up.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the other.

    Notes
    -----
    The count to come, given ``k`` earlier counts of sum ``S`` with one Poisson rate and its Jeffreys prior, is
    negative binomial of size ``S + 1/2`` and probability ``k / (k + 1)`` (Gelman et al., Bayesian Data Analysis, §2.6;
    Krishnamoorthy & Peng, 2011, compare such prediction limits).
    """
    summed, k = aligned(total=checked_counts("total", total), years=checked_positive("years", years))
    tail = (1 - checked_share("level", level)) / 2
    next_count = (summed + 0.5, k / (k + 1))
    return Interval(nbdtrik(tail, *next_count)[()], nbdtrik(1 - tail, *next_count)[()])


def decompose(series: ArrayLike, period: int = YEAR, seasonal: Literal["periodic"] | int = "periodic") -> Decomposition:
    """Take the season and the trend apart.

    Parameters
    ----------
    series : numbers in order of time, none missing, over two full years at least; three are wanted.
    period : observations in a year, >= 2.
    seasonal : ``periodic`` for a season that never changes, or the odd number (>= 7) of years over which it may.

    Returns
    -------
    Decomposition

    Raises
    ------
    ValueError
        Empty, NaN, shorter than two years, ``period`` or ``seasonal`` out of range.

    Notes
    -----
    STL (Cleveland et al., 1990) with the settings of R's ``stl``, not robust: seasonal smoother of degree 0, trend over
    the next odd number from ``1.5 period / (1 - 1.5 / seasonal)``, low-pass over the next odd number from ``period``,
    jumps of a tenth of each, two inner iterations. Those of statsmodels differ, hence the arguments. A periodic season
    is a smoother over ten times the series, whose months are then averaged.
    """
    values = checked_numbers("series", series, lambda value: np.ones_like(value, dtype=bool), "must hold numbers")
    refuse("period", period < 2, "must be at least 2")
    refuse("series", values.ndim != 1 or values.size < 2 * period, "has fewer than two whole years")
    periodic = seasonal == "periodic"
    years = 10 * values.size + 1 if periodic else int(seasonal)
    refuse("seasonal", years < 7 or years % 2 == 0, "must be odd and at least 7")
    from statsmodels.tsa.seasonal import STL

    trend, low_pass = _next_odd(1.5 * period / (1 - 1.5 / years)), _next_odd(period)
    fitted = STL(
        values,
        period=period,
        seasonal=years,
        trend=trend,
        low_pass=low_pass,
        seasonal_deg=0,
        trend_deg=1,
        low_pass_deg=1,
        seasonal_jump=ceil(years / 10),
        trend_jump=ceil(trend / 10),
        low_pass_jump=ceil(low_pass / 10),
    ).fit(inner_iter=2, outer_iter=0)
    season = np.asarray(fitted.seasonal)
    if periodic:
        month = np.arange(values.size) % period
        season = (np.bincount(month, season) / np.bincount(month))[month]
    return Decomposition(season, np.asarray(fitted.trend), values - season - fitted.trend)


def _next_odd(window: float) -> int:
    """Smallest odd whole number from ``window`` on."""
    return ceil(window) | 1
