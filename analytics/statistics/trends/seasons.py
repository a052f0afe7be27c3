"""What a month usually gives, and what is left once its season is taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Literal

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy.special import nbdtrik, ndtri, stdtrit

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
    series: pd.Series,
    *,
    cuts: Sequence[date] = (),
    years: int = YEARS_READ,
    minimum_years: int = YEARS_NEEDED,
    level: float = 0.95,
) -> pd.DataFrame:
    """Give, for every month, the range in which the same month of earlier years would put it.

    Parameters
    ----------
    series : monthly counts, >= 0, indexed by the first day of the month; NaN or absent when not delivered.
    cuts : first days of the months from which what is counted is no longer what was: none before them says what is
        usual after.
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
    The limits are those of ``usual_limits``, rounded up, for the ``usual_dispersion`` of the years before. The month
    itself never enters its own band.
    """
    refuse("years", years < 1, "must be at least 1")
    refuse("minimum_years", not 1 <= minimum_years <= years, "must lie between 1 and years")
    checked_share("level", level)
    monthly = by_month(series)
    stretches = np.searchsorted(pd.DatetimeIndex(sorted(cuts)), monthly.index, side="right")
    bands = [_band(counts, years, minimum_years, level) for _, counts in monthly.groupby(stretches)]
    return pd.concat(bands, ignore_index=True)


def seasonal_limits(
    months: pd.DataFrame, stretches: NDArray[np.int64], *, years: int = YEARS_READ, minimum_years: int = YEARS_NEEDED
) -> Interval:
    """Limits of ``seasonal_band`` at 95 %, of many series at once.

    Parameters
    ----------
    months : monthly counts, one column per series, one row for every month; NaN when not delivered.
    stretches : same shape, ascending: a number that changes with each cut of a series.

    Returns
    -------
    Interval
        Arrays of the shape of ``months``; NaN where fewer than ``minimum_years`` earlier counts exist.
    """
    counts, window = months.to_numpy(dtype=float).T, YEAR * years

    def earlier(values: Floats) -> Floats:
        padded = np.concatenate([np.full((len(values), window), np.nan), values], axis=1)
        return sliding_window_view(padded, window, axis=1)[:, :-1]

    stretch = np.asarray(stretches, dtype=float).T
    before = np.where(earlier(stretch) == stretch[..., None], earlier(counts), np.nan)
    known, _, low, high = _usual(before.reshape(*counts.shape, years, YEAR), minimum_years, 0.95)
    limits = np.full((2, *counts.shape), np.nan)
    limits[:, known] = low, high
    return Interval(limits[0].T, limits[1].T)


def usual_limits(total: ArrayLike, years: ArrayLike, *, dispersion: ArrayLike = 1.0, level: float = 0.95) -> Interval:
    """Give the range of a count to come, from earlier counts of the same month.

    Parameters
    ----------
    total : sum of the earlier counts, >= 0; a number or an array.
    years : how many they are, > 0; same shape, or one for all.
    dispersion : variance of the counts over their mean, > 0; under 1 they are taken as Poisson.
    level : probability that the next count falls within the limits, within 0..1 excluded.

    Returns
    -------
    Interval
        Quantiles, not rounded: the smallest and largest usual counts are these rounded up.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    The count to come, given ``k`` earlier counts of sum ``S`` with one Poisson rate and its Jeffreys prior, is
    negative binomial of mean ``m = (S + 1/2) / k`` and variance ``m (k + 1) / k`` (Gelman et al., Bayesian Data
    Analysis, §2.6; Krishnamoorthy & Peng, 2011, compare such prediction limits). A ``dispersion`` multiplies that
    variance.
    """
    summed, k, spread = aligned(
        total=checked_counts("total", total),
        years=checked_positive("years", years),
        dispersion=checked_positive("dispersion", dispersion),
    )
    tail = (1 - checked_share("level", level)) / 2
    success = k / ((k + 1) * np.maximum(spread, 1.0))
    next_count = ((summed + 0.5) / k * success / (1 - success), success)
    return Interval(nbdtrik(tail, *next_count)[()], nbdtrik(1 - tail, *next_count)[()])


def usual_dispersion(before: ArrayLike, *, level: float = 0.95) -> Floats:
    """Say how much more than Poisson's the months of a zone vary about their means over the years.

    Parameters
    ----------
    before : monthly counts, shape (..., years, months of a year); NaN when not delivered.
    level : of the limits that it serves.

    Returns
    -------
    Array of shape (...), at least 1; 1 where nothing says it.

    Notes
    -----
    Pearson's ``P = Σ(count - mean)² / mean`` over its degrees of freedom ``f``, each month having its own mean. What
    befalls a year moves its months together: ``Q = Σ(sum of a year's residuals)² / Σ mean``, of ``k - 1`` degrees,
    is the part of ``P`` that years say, so that the degrees are those of Satterthwaite (1946),
    ``P² / ((P - Q)² / (f - k + 1) + Q² / (k - 1))``, rounded down. As the noise is itself learnt from few years, it is
    multiplied by the square of ``student_excess``.
    """
    counts = np.asarray(before, dtype=float)
    delivered = ~np.isnan(counts)
    n_years = delivered.sum(axis=-2)
    mean = np.where(delivered, counts, 0.0).sum(axis=-2) / np.maximum(n_years, 1)
    is_read = (n_years > 1) & (mean > 0)
    residuals = np.where(delivered & is_read[..., None, :], counts - mean[..., None, :], 0.0)
    of_months = np.divide((residuals**2).sum(axis=-2), mean, out=np.zeros_like(mean), where=is_read)
    pearson, freedom = of_months.sum(axis=-1), np.where(is_read, n_years - 1, 0).sum(axis=-1)
    of_years = (residuals.sum(axis=-1) ** 2).sum(axis=-1)
    of_years = np.divide(
        of_years, np.where(is_read, mean, 0.0).sum(axis=-1), out=np.zeros_like(pearson), where=freedom > 0
    )
    between = np.maximum(np.where(is_read, n_years, 0).max(axis=-1) - 1, 1)
    uncertain = (pearson - of_years) ** 2 / np.maximum(freedom - between, 1) + of_years**2 / between
    degrees = np.divide(pearson**2, uncertain, out=np.ones_like(pearson), where=uncertain > 0)
    # Rounded down once for all: a whole number that the last digit of a float misses is not the one under it.
    excess = student_excess(np.maximum(np.floor(degrees + 1e-9), 1.0), level=level)
    dispersion: Floats = np.maximum(pearson / np.maximum(freedom, 1) * excess**2, 1.0)
    return dispersion


def student_excess(degrees: ArrayLike, *, level: float = 0.95) -> Floats:
    """Student's quantile over the normal one: how much wider limits are when a noise is learnt from little."""
    probability = (1 + checked_share("level", level)) / 2
    return np.asarray(stdtrit(checked_positive("degrees", degrees), probability) / ndtri(probability))


def _band(monthly: pd.Series, years: int, minimum_years: int, level: float) -> pd.DataFrame:
    """``seasonal_band`` of months without a cut."""
    # Of each month, the years before: the first column is its own month of the year.
    padded = np.concatenate([np.full(YEAR * years, np.nan), monthly.to_numpy()])
    before = sliding_window_view(padded, YEAR * years)[: len(monthly)].reshape(-1, years, YEAR)
    known, *figures = _usual(before, minimum_years, level)
    band = pd.DataFrame({"month": monthly.index, "expected": np.nan, "low": np.nan, "high": np.nan})
    for name, values in zip(("expected", "low", "high"), figures, strict=True):
        band.loc[known, name] = values
    return band


def _usual(before: Floats, minimum_years: int, level: float) -> tuple[NDArray[np.bool_], Floats, Floats, Floats]:
    """Of months that have enough years before, shape (..., years, months): which they are, mean and limits of each."""
    delivered = (~np.isnan(before[..., 0])).sum(axis=-1)
    known = delivered >= minimum_years
    if not known.any():
        return known, *np.empty((3, 0))
    total, count = np.nansum(before[known][..., 0], axis=-1), delivered[known]
    usual = usual_limits(total, count, dispersion=usual_dispersion(before[known], level=level), level=level)
    return known, total / count, np.ceil(usual.low), np.ceil(usual.high)


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
