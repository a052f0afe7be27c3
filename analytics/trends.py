"""What a series of monthly counts says: comparison of equal months, usual season, and the word for a change.

A month is delivered or missing; a missing month is NaN or absent, never 0. Running sums are for display, never tested.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import nbdtrik

from analytics.evaluation import ChangeWord, minimal_detectable_effect
from analytics.rates import (
    Floats,
    Interval,
    Numbers,
    aligned,
    checked_counts,
    checked_positive,
    checked_probabilities,
    checked_share,
    compare_counts,
    poisson_interval,
    refuse,
)
from data.errors import InputError

__all__ = [
    "Change",
    "ChangeWord",
    "judge_change",
    "monthly_dispersion",
    "pooled_dispersion",
    "rolling_sum",
    "seasonal_band",
    "usual_limits",
    "year_on_year",
]

YEAR = 12
SIGNIFICANCE = 0.05
YEARS_READ, YEARS_NEEDED = 5, 3  # earlier years that say what is usual
OVERDISPERSED = 1.5  # variance over mean above which the exact Poisson test is too optimistic

Words: TypeAlias = ChangeWord | NDArray[np.object_]


@dataclass(frozen=True)
class Change:
    """A change between two periods, effect first: events, then ratio, then the word that follows the interval.

    ``difference`` counts events of the second period beyond what the first one's rate would have given. ``low`` and
    ``high`` bound ``ratio`` at 95 %, with ``p_value`` the test that agrees with them, before any correction.
    ``detectable`` is the smallest detectable fall (0.36 for 36 %). Fields are arrays when several units are judged.
    """

    word: Words
    before: Numbers
    after: Numbers
    difference: Numbers
    difference_low: Numbers
    difference_high: Numbers
    ratio: Numbers
    low: Numbers
    high: Numbers
    p_value: Numbers
    detectable: Numbers


def judge_change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    exposure_before: ArrayLike = 1.0,
    exposure_after: ArrayLike = 1.0,
    p_adjusted: ArrayLike | Callable[[Numbers], ArrayLike] | None = None,
    threshold: float = 0.20,
    minimum: int = 5,
    dispersion: ArrayLike = 1.0,
) -> Change:
    """Say in a word how two counts differ, with the figures that the word follows.

    Parameters
    ----------
    before, after : events of each period, >= 0; numbers, or arrays of one value per unit.
    exposure_before, exposure_after : what each is counted over (days, dwellings), > 0.
    p_adjusted : when several units are judged together, their ``p_value`` after ``adjust_p_values``, within 0..1; or
        the function that adjusts them.
    threshold : change of interest, within 0..1 excluded, fixed before looking; 0.20 means 20 % either way.
    minimum : events needed in one of the two periods.
    dispersion : variance of the counts over their mean, > 0, as ``monthly_dispersion`` estimates it.

    Returns
    -------
    Change
        ``ratio`` is infinite when nothing happened before, 1 when both periods are empty; no field is NaN.

    Raises
    ------
    InputError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    The first rule that holds gives the word:

    1. fewer than ``minimum`` events in both periods: « données insuffisantes »;
    2. the 95 % interval excludes 1, and ``p_adjusted``, if given, is at most 0.05: « hausse nette », « baisse nette »;
    3. the 90 % interval excludes 1: « hausse probable », « baisse probable »; a change that stands alone but not
       among the units judged with it is therefore only probable;
    4. the whole 95 % interval lies within ``1 - threshold`` and ``1 + threshold``: « stable »;
    5. a fall of ``threshold`` was detectable (``minimal_detectable_effect``): « compatible avec le hasard »;
    6. otherwise: « données insuffisantes ».

    Above a dispersion of 1.5, counts are divided by it before the exact interval. These effective counts have the
    variance of a quasi-Poisson model, hence a standard error of the log ratio ``sqrt(dispersion)`` times as large, and
    still an exact interval when a period is empty. At or below 1.5 the counts are taken as Poisson.

    The interval of the difference combines the exact limits of both counts (square-and-add; Zou & Donner, 2008). Where
    the interval of the ratio holds 1 it is extended to hold 0, so that the two never disagree.
    """
    events_before, events_after, over_before, over_after, spread = aligned(
        before=checked_counts("before", before),
        after=checked_counts("after", after),
        exposure_before=checked_positive("exposure_before", exposure_before),
        exposure_after=checked_positive("exposure_after", exposure_after),
        dispersion=checked_positive("dispersion", dispersion),
    )
    checked_share("threshold", threshold)
    spread = np.where(spread > OVERDISPERSED, spread, 1.0)
    exposure_ratio = over_after / over_before
    effective = (events_before / spread, events_after / spread, over_before, over_after)
    sure, likely = compare_counts(*effective, level=0.95), compare_counts(*effective, level=0.90)
    # A unit judged alone has nothing to correct for: its interval decides.
    together = 0.0 if p_adjusted is None else p_adjusted(sure.p_value) if callable(p_adjusted) else p_adjusted
    adjusted, _ = aligned(p_adjusted=checked_probabilities("p_adjusted", together), before=events_before)
    detectable = minimal_detectable_effect(events_before, exposure_ratio=exposure_ratio, dispersion=spread)
    difference = _difference(events_before, events_after, exposure_ratio, spread)

    confirmed = adjusted <= SIGNIFICANCE
    word = _first_word(
        (np.maximum(events_before, events_after) < minimum, ChangeWord.INSUFFICIENT_DATA),
        (confirmed & (sure.low > 1), ChangeWord.CLEAR_RISE),
        (confirmed & (sure.high < 1), ChangeWord.CLEAR_FALL),
        (likely.low > 1, ChangeWord.PROBABLE_RISE),
        (likely.high < 1, ChangeWord.PROBABLE_FALL),
        ((sure.low >= 1 - threshold) & (sure.high <= 1 + threshold), ChangeWord.STABLE),
        (detectable <= threshold, ChangeWord.CHANCE),
        otherwise=ChangeWord.INSUFFICIENT_DATA,
    )
    return Change(
        word=word,
        before=events_before[()],
        after=events_after[()],
        difference=(events_after - events_before * exposure_ratio)[()],
        difference_low=np.where(sure.low <= 1, np.minimum(difference.low, 0.0), difference.low)[()],
        difference_high=np.where(sure.high >= 1, np.maximum(difference.high, 0.0), difference.high)[()],
        ratio=sure.ratio,
        low=sure.low,
        high=sure.high,
        p_value=sure.p_value,
        detectable=detectable,
    )


def year_on_year(series: pd.Series) -> pd.DataFrame:
    """Compare every month, and the last twelve together, with the same months a year earlier.

    Parameters
    ----------
    series : monthly counts, >= 0, indexed by the first day of the month; NaN or absent when not delivered.

    Returns
    -------
    DataFrame
        One row per month delivered in two consecutive years, then one row for the twelve months that end with the last
        one delivered, where these and the twelve before are complete. Columns ``period`` ("month" or
        "last_12_months"), ``period_start``, ``period_end`` (excluded), ``before``, ``after``, ``ratio``, ``low``,
        ``high``, ``p_value``: see ``compare_counts``; intervals at 95 %.

    Raises
    ------
    InputError
        Empty, negative or not numbers; not indexed by months, or twice by the same; no month delivered in two
        consecutive years.

    Notes
    -----
    Counts are compared by day, so that a February of 29 days does not pass for a rise: the ratio is that of daily
    rates. The counts are taken as Poisson, and every row is a test: ``judge_change`` allows for both.
    """
    monthly = _by_month(series)
    pairs = pd.DataFrame({"before": monthly.shift(YEAR), "after": monthly})
    months = pairs.dropna().rename_axis("period_start").reset_index()
    refuse("series", months.empty, "n’a aucun mois livré deux années de suite")
    months.insert(0, "period", "month")
    months.insert(2, "period_end", months["period_start"] + pd.DateOffset(months=1))

    latest = pairs.loc[: monthly.last_valid_index()].tail(YEAR)
    if latest.notna().all(axis=None):
        months.loc[len(months)] = {
            "period": "last_12_months",
            "period_start": latest.index[0],
            "period_end": latest.index[-1] + pd.DateOffset(months=1),
            **latest.sum(),
        }

    year = pd.DateOffset(years=1)
    days_after = months["period_end"] - months["period_start"]
    days_before = (months["period_end"] - year) - (months["period_start"] - year)
    test = compare_counts(months["before"], months["after"], days_before.dt.days, days_after.dt.days)
    return months.assign(ratio=test.ratio, low=test.low, high=test.high, p_value=test.p_value)


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
    InputError
        Empty, negative or not numbers; not indexed by months, or twice by the same; an option out of range.

    Notes
    -----
    The limits are those of ``usual_limits``, rounded up. The month itself never enters its own band. Years that differ
    in level make the true range wider than this one.
    """
    refuse("years", years < 1, "doit être au moins égal à 1")
    refuse("minimum_years", not 1 <= minimum_years <= years, "doit être compris entre 1 et le nombre d’années lues")
    checked_share("level", level)
    monthly = _by_month(series)
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
    InputError
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


def monthly_dispersion(series: pd.Series) -> float:
    """Estimate how many times the variance of monthly counts exceeds their mean.

    Parameters
    ----------
    series : monthly counts, >= 0, indexed by the first day of the month; NaN or absent when not delivered.

    Returns
    -------
    float
        At least 1. It is 1, for want of an estimate, where two complete years do not exist.

    Raises
    ------
    InputError
        Empty, negative or not numbers; not indexed by months, or twice by the same.

    Notes
    -----
    Years are blocks of twelve months counted back from the last one delivered; incomplete blocks are left out. With
    ``E = year total x calendar month total / total``, the fit of a Poisson model with year and month effects, the
    estimate is Pearson's ``sum((count - E)^2 / E) / ((years - 1)(months - 1))`` (McCullagh & Nelder, 1989). Months
    always at 0 carry no information and are not counted. Two years leave 11 degrees of freedom: the standard error of
    the estimate is then about 0.4 times the dispersion itself.
    """
    return pooled_dispersion(_by_month(series).to_frame())


def pooled_dispersion(months: pd.DataFrame) -> float:
    """Estimate one dispersion for several units, whose own series are too short or too sparse to give each its own.

    Parameters
    ----------
    months : monthly counts, >= 0, one column per unit, one row per month without a gap; NaN when not delivered.

    Returns
    -------
    float
        At least 1; see ``monthly_dispersion``, which is the case of one unit.

    Notes
    -----
    Pearson's sum and its degrees of freedom are each added over the units (McCullagh & Nelder, 1989, §4.5).
    """
    delivered = months.notna().all(axis=1).to_numpy()
    last = int(np.flatnonzero(delivered)[-1]) + 1 if delivered.any() else 0
    counts = months.to_numpy(dtype=float)[:last][last % YEAR :].reshape(-1, YEAR, months.shape[1])
    complete = counts[~np.isnan(counts).any(axis=(1, 2))]
    by_year, by_month, total = complete.sum(axis=1), complete.sum(axis=0), complete.sum(axis=(0, 1))
    freedom = (np.maximum((by_year > 0).sum(axis=0) - 1, 0) * np.maximum((by_month > 0).sum(axis=0) - 1, 0)).sum()
    if freedom == 0:
        return 1.0
    expected = by_year[:, None, :] * by_month[None, :, :] / np.where(total > 0, total, 1.0)
    excess = np.divide((complete - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0)
    return max(1.0, float(excess.sum() / freedom))


def rolling_sum(series: pd.Series, months: int = YEAR) -> pd.Series:
    """Sum each month with those before it, for display only: neighbouring sums share all their months but one.

    Parameters
    ----------
    series : monthly counts, >= 0, indexed by the first day of the month; NaN or absent when not delivered.
    months : length of the sum, >= 1.

    Returns
    -------
    Series
        One value per month from the first to the last, NaN unless all ``months`` were delivered.

    Raises
    ------
    InputError
        Empty, negative or not numbers; not indexed by months, or twice by the same; ``months`` below 1.
    """
    refuse("months", months < 1, "doit être au moins égal à 1")
    return _by_month(series).rolling(months).sum()


def _difference(before: Floats, after: Floats, exposure_ratio: Floats, spread: Floats) -> Interval:
    """Square-and-add interval of ``after - before x exposure_ratio``, from the exact limits of effective counts."""
    first, second = poisson_interval(before / spread), poisson_interval(after / spread)
    scale = spread * exposure_ratio
    difference = after - before * exposure_ratio
    fall = np.hypot(after - spread * second.low, scale * first.high - before * exposure_ratio)
    rise = np.hypot(spread * second.high - after, before * exposure_ratio - scale * first.low)
    return Interval(difference - fall, difference + rise)


def _first_word(*rules: tuple[ArrayLike, ChangeWord], otherwise: ChangeWord) -> Words:
    """Word of the first rule that holds, unit by unit."""
    conditions, words = zip(*rules, strict=True)
    scale = np.array([*words, otherwise], dtype=object)
    word: Words = scale[np.select(conditions, range(len(words)), default=len(words))]
    return word


def _by_month(series: pd.Series) -> pd.Series:
    """Monthly counts as floats on every month from the first to the last, NaN where not delivered."""
    if not isinstance(series.index, pd.DatetimeIndex):
        raise InputError(argument="series", problem="n’est pas indexée par des mois")
    months = series.index
    refuse(
        "series",
        ~(months.is_month_start & (months == months.normalize())),
        "contient des dates qui ne sont pas le premier du mois",
    )
    refuse("series", months.duplicated(keep=False), "contient plusieurs valeurs pour un même mois")
    counts = checked_counts("series", series.fillna(0))
    every_month = pd.date_range(months.min(), months.max(), freq="MS")
    return pd.Series(counts, months).where(series.notna()).reindex(every_month)
