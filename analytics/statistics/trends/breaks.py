"""Where a series changes level at once, when nobody says when."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import ArrayLike
from scipy.special import xlogy

from analytics.statistics.arguments import (
    Floats,
    aligned,
    checked_counts,
    checked_numbers,
    checked_positive,
    refuse,
    unusable,
)

PERMUTATIONS = 999


@dataclass(frozen=True)
class ChangePoint:
    """The one date that best cuts a series in two levels.

    Attributes
    ----------
    index : first observation of the new level, from 0.
    level_before, level_after : events per unit of exposure, or means.
    p_value : share of the orders in which the same observations could have come that are cut as well, this one
        included; below 0.05 the break is not chance alone. A season, or a slow trend, makes it small too: take them
        away first.
    """

    index: int
    level_before: float
    level_after: float
    p_value: float


def change_point(
    counts: ArrayLike,
    exposure: ArrayLike | None = None,
    cost: Literal["poisson", "normal"] = "poisson",
    min_segment: int = 6,
    rng: Generator | None = None,
) -> ChangePoint | None:
    """Find the date at which a series most clearly changes level.

    Parameters
    ----------
    counts : events of each period, >= 0 (any number if ``normal``), in order of time.
    exposure : what the events are counted over, > 0, as long as ``counts``; ``poisson`` only.
    cost : likelihood of counts or of means. That of means can move a break of counts by years.
    min_segment : fewest observations on each side, >= 1.
    rng : draws the orders of the test; None: always the same ones.

    Returns
    -------
    ChangePoint
        None where all observations are alike, so that no date cuts better than another.

    Raises
    ------
    ValueError
        Empty, NaN, negative, of several lengths, fewer than two segments, an unknown cost.

    Notes
    -----
    The cut that gains most log-likelihood: ``sum y log(y/n)`` over both segments (Poisson), or least squares within
    them. All cuts are compared at once by running sums, as 999 permuted series are too; equal to ``ruptures.Dynp`` for
    one break with ``jump=1``. The test permutes the observations, each with its exposure: it holds when they are
    over-dispersed.
    """
    if cost not in ("poisson", "normal"):
        raise unusable("cost", "is no known cost")
    values = (
        checked_counts("counts", counts)
        if cost == "poisson"
        else checked_numbers("counts", counts, lambda value: np.ones_like(value, dtype=bool), "must hold numbers")
    )
    if exposure is not None and cost == "normal":
        raise unusable("exposure", "serves counts only")
    over, _ = aligned(exposure=checked_positive("exposure", 1.0 if exposure is None else exposure), counts=values)
    refuse("min_segment", min_segment < 1, "must be at least 1")
    refuse("counts", values.ndim != 1 or values.size < 2 * min_segment, "has too few periods for two segments")
    if np.ptp(values / over) == 0:
        return None
    gains = _gains(values[None], over[None], cost, min_segment)[0]
    index = int(gains.argmax()) + min_segment
    orders = (rng or default_rng(0)).permuted(np.tile(np.arange(values.size), (PERMUTATIONS, 1)), axis=1)
    by_chance = _gains(values[orders], over[orders], cost, min_segment).max(axis=1)
    # Two orders that cut alike may differ by rounding.
    as_clear = by_chance >= gains.max() * (1 - 1e-12)
    return ChangePoint(
        index=index,
        level_before=float(values[:index].sum() / over[:index].sum()),
        level_after=float(values[index:].sum() / over[index:].sum()),
        p_value=float((1 + as_clear.sum()) / (1 + PERMUTATIONS)),
    )


def _gains(values: Floats, over: Floats, cost: str, min_segment: int) -> Floats:
    """Gain of each cut of each series, shape (series, cuts), over no cut at all up to a constant."""
    total, whole = values.sum(axis=1, keepdims=True), over.sum(axis=1, keepdims=True)
    cuts = slice(min_segment - 1, values.shape[1] - min_segment)
    before, over_before = values.cumsum(axis=1)[:, cuts], over.cumsum(axis=1)[:, cuts]
    after, over_after = total - before, whole - over_before
    if cost == "normal":
        gain: Floats = (before / over_before - after / over_after) ** 2 * over_before * over_after / whole
        return gain
    likelihood: Floats = xlogy(before, before / over_before) + xlogy(after, after / over_after)
    likelihood -= xlogy(total, total / whole)
    return likelihood
