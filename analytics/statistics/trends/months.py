"""A series of monthly counts: a month is delivered or missing; a missing month is NaN or absent, never 0."""

import pandas as pd

from analytics.statistics.arguments import checked_counts, refuse, unusable

YEAR = 12


def by_month(series: pd.Series) -> pd.Series:
    """Monthly counts as floats on every month from the first to the last, NaN where not delivered."""
    if not isinstance(series.index, pd.DatetimeIndex):
        raise unusable("series", "is not indexed by months")
    months = series.index
    refuse(
        "series",
        ~(months.is_month_start & (months == months.normalize())),
        "has dates that are not the first of a month",
    )
    refuse("series", months.duplicated(keep=False), "has several values for one month")
    counts = checked_counts("series", series.fillna(0))
    every_month = pd.date_range(months.min(), months.max(), freq="MS")
    return pd.Series(counts, months).where(series.notna()).reindex(every_month)


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
    ValueError
        Empty, negative or not numbers; not indexed by months, or twice by the same; ``months`` below 1.
    """
    refuse("months", months < 1, "must be at least 1")
    return by_month(series).rolling(months).sum()
