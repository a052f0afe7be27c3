"""Two counts, or two years: by how much they differ, and the word for it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.statistics.arguments import (
    Floats,
    Numbers,
    aligned,
    checked_counts,
    checked_positive,
    checked_probabilities,
    checked_share,
    refuse,
)
from analytics.statistics.evaluation import minimal_detectable_effect
from analytics.statistics.rates import Interval, compare_counts, poisson_interval
from analytics.statistics.trends.months import YEAR, by_month
from analytics.statistics.words import Words, change_words

FEWEST_EVENTS = 5
"""Events of one of two periods from which anything is concluded."""


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
    minimum: int = FEWEST_EVENTS,
    dispersion: ArrayLike = 1.0,
    is_capped: ArrayLike = False,
    is_bounded: ArrayLike = False,
) -> Change:
    """Judge how two counts differ: a word, and the figures that it follows.

    Parameters
    ----------
    before, after : events of each period, >= 0; numbers, or arrays of one value per unit.
    exposure_before, exposure_after : what each is counted over (days, dwellings), > 0.
    p_adjusted : when several units are judged together, their ``p_value`` after ``adjust_p_values``, within 0..1; or
        the function that adjusts them.
    threshold : change of interest, within 0..1 excluded, fixed before looking; 0.20 means 20 % either way.
    minimum : events needed in one of the two periods, each brought to the exposure of the second.
    dispersion : variance of the counts over their mean, > 0, as ``YearlyNoise`` or ``pooled_dispersion`` gives it.
    is_capped : whether the dispersion is too little known for a change to be clear.
    is_bounded : whether the other units place the change within ``BOUND``, as ``are_bounded`` says.

    Returns
    -------
    Change
        ``ratio`` is infinite when nothing happened before, 1 when both periods are empty; no field is NaN.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    The word is that of ``words.change_words``, where ``enough`` is ``minimum`` events in one of the two periods.

    Counts are divided by the dispersion before the exact interval. These effective counts have the variance of a
    quasi-Poisson model, hence a standard error of the log ratio ``sqrt(dispersion)`` times as large, and still an exact
    interval when a period is empty. Below 1 the counts are taken as Poisson.

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
    spread = np.maximum(spread, 1.0)
    exposure_ratio = over_after / over_before
    effective = (events_before / spread, events_after / spread, over_before, over_after)
    sure, likely = compare_counts(*effective, level=0.95), compare_counts(*effective, level=0.90)
    # A unit judged alone has nothing to correct for: its interval decides.
    together = 0.0 if p_adjusted is None else p_adjusted(sure.p_value) if callable(p_adjusted) else p_adjusted
    adjusted, _ = aligned(p_adjusted=checked_probabilities("p_adjusted", together), before=events_before)
    detectable = minimal_detectable_effect(events_before, exposure_ratio=exposure_ratio, dispersion=spread)
    difference = _difference(events_before, events_after, exposure_ratio, spread)

    word = change_words(
        enough=np.maximum(events_before * exposure_ratio, events_after) >= minimum,
        sure=Interval(sure.low, sure.high),
        likely=Interval(likely.low, likely.high),
        threshold=threshold,
        p_adjusted=adjusted,
        is_capped=is_capped,
        is_bounded=is_bounded,
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
    ValueError
        Empty, negative or not numbers; not indexed by months, or twice by the same; no month delivered in two
        consecutive years.

    Notes
    -----
    Counts are compared by day, so that a February of 29 days does not pass for a rise: the ratio is that of daily
    rates. The counts are taken as Poisson, and every row is a test: ``judge_change`` allows for both.
    """
    monthly = by_month(series)
    pairs = pd.DataFrame({"before": monthly.shift(YEAR), "after": monthly})
    months = pairs.dropna().rename_axis("period_start").reset_index()
    refuse("series", months.empty, "has no month delivered two years running")
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


def _difference(before: Floats, after: Floats, exposure_ratio: Floats, spread: Floats) -> Interval:
    """Square-and-add interval of ``after - before x exposure_ratio``, from the exact limits of effective counts."""
    first, second = poisson_interval(before / spread), poisson_interval(after / spread)
    scale = spread * exposure_ratio
    difference = after - before * exposure_ratio
    fall = np.hypot(after - spread * second.low, scale * first.high - before * exposure_ratio)
    rise = np.hypot(spread * second.high - after, before * exposure_ratio - scale * first.low)
    return Interval(difference - fall, difference + rise)
