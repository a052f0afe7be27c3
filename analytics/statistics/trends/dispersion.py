"""How much more than Poisson's the counts of a month vary from year to year."""

import numpy as np
import pandas as pd

from analytics.statistics.trends.months import YEAR, by_month


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
    ValueError
        Empty, negative or not numbers; not indexed by months, or twice by the same.

    Notes
    -----
    Years are blocks of twelve months counted back from the last one delivered; incomplete blocks are left out. With
    ``E = year total x calendar month total / total``, the fit of a Poisson model with year and month effects, the
    estimate is Pearson's ``sum((count - E)^2 / E) / ((years - 1)(months - 1))`` (McCullagh & Nelder, 1989). Months
    always at 0 carry no information and are not counted. Two years leave 11 degrees of freedom: the standard error of
    the estimate is then about 0.4 times the dispersion itself.
    """
    return pooled_dispersion(by_month(series).to_frame())


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
