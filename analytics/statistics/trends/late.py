"""Facts that reach the commune months after they happened: what the last months will be once complete."""

import numpy as np
import pandas as pd
from scipy.special import nbdtrik

from analytics.statistics.rates import Floats, checked_counts, checked_share, refuse, refuse_absent
from data.errors import InputError

MONTHS_NEEDED = 3
"""Months seen at two delays for the growth between them to be estimated."""


def completed_counts(deliveries: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Estimate what each month will count once its late facts have come.

    Parameters
    ----------
    deliveries : one row per month and delivery: ``month`` (first day), ``delay`` (whole months from that month to the
        delivery, >= 0), ``n_events`` (all facts of the month known then, >= 0; deliveries may correct it down).
    level : probability that the complete count falls within the limits, within 0..1 excluded.

    Returns
    -------
    DataFrame
        One row per month: ``month``, ``n_events`` (last known), ``share_known`` (0 excluded to 1, share of its facts
        that have come), ``completed`` (estimate), ``low`` and ``high``. Where a later delay than the month's last has
        not been seen of at least three months, nothing is estimated: the last four columns are NaN.

    Raises
    ------
    InputError
        Empty, a missing column, NaN, a negative count or delay, two counts of one month at the same delay.

    Notes
    -----
    Chain ladder (Mack, 1993): between two delays all months grow by one factor, the ratio of their sums; the share
    known is the inverse of the product of the factors to come, at most 1. The facts still to come, of a month whose
    share ``p`` gave ``n``, are negative binomial of size ``n + 1/2`` and probability ``p`` (Poisson counts, Jeffreys
    prior: see ``usual_limits``). The factors are taken as known: with few months the true range is wider.
    """
    known = _triangle(deliveries)
    checked_share("level", level)
    share = _share_known(known)
    delay = known.notna().to_numpy()[:, ::-1].argmax(axis=1)
    delay = known.shape[1] - 1 - delay
    counts = known.to_numpy()[np.arange(len(known)), delay]
    shares = share[delay]
    tail = (1 - level) / 2
    complete = shares >= 1
    # A share of 1 leaves nothing to come, and the law no room.
    law = (counts + 0.5, np.where(complete, 0.5, shares))
    low, high = (np.where(complete, 0.0, np.ceil(nbdtrik(at, *law))) for at in (tail, 1 - tail))
    unknown = np.isnan(shares)
    return pd.DataFrame(
        {
            "month": known.index,
            "n_events": counts,
            "share_known": shares,
            "completed": counts / shares,
            "low": np.where(unknown, np.nan, counts + low),
            "high": np.where(unknown, np.nan, counts + high),
        }
    )


def _share_known(known: pd.DataFrame) -> Floats:
    """Share of the facts that have come at each delay; NaN where the growth to come was not seen often enough."""
    counts = known.to_numpy()
    factors = np.full(counts.shape[1], np.nan)
    factors[-1] = 1.0
    for delay in range(counts.shape[1] - 1):
        both = ~np.isnan(counts[:, delay]) & ~np.isnan(counts[:, delay + 1])
        first, then = counts[both, delay].sum(), counts[both, delay + 1].sum()
        if both.sum() >= MONTHS_NEEDED and first > 0:
            factors[delay] = max(then / first, 1.0)
    return 1 / np.cumprod(factors[::-1])[::-1]


def _triangle(deliveries: pd.DataFrame) -> pd.DataFrame:
    """Counts by month and delay; what was known stays so until the next delivery, and after the last it is unknown."""
    refuse_absent("deliveries", deliveries, ("month", "delay", "n_events"))
    if deliveries.empty:
        raise InputError(argument="deliveries", problem="est vide", rows="aucune")
    refuse("deliveries", deliveries["month"].isna().to_numpy(), "contient des mois vides")
    checked_counts("n_events", deliveries["n_events"])
    delays = checked_counts("delay", deliveries["delay"])
    refuse("delay", delays != np.floor(delays), "doit contenir des nombres entiers")
    twice = deliveries.duplicated(["month", "delay"], keep=False).to_numpy()
    refuse("deliveries", twice, "contient deux nombres pour un mois au même délai")
    known = deliveries.pivot_table(index="month", columns="delay", values="n_events", aggfunc="first").astype(float)
    known = known.reindex(columns=range(int(delays.max()) + 1))
    return known.ffill(axis=1).where(known.bfill(axis=1).notna())
