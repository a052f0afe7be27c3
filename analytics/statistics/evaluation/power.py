"""What could have been seen at all: the smallest detectable change, known before any result."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaln, ndtr, ndtri, stdtrit, xlogy

from analytics.statistics.arguments import (
    Floats,
    Numbers,
    aligned,
    checked_counts,
    checked_positive,
    checked_share,
    refuse,
)

POWER_QUANTILES = float(ndtri(0.975) + ndtri(0.8))
"""Errors that a change must be away from nothing to be seen with 80 % probability by a two-sided test at 5 %."""
FEW = 30
"""Events expected in a period under which power is counted, rather than read from the normal law."""
LARGEST_RISE = 5.0
"""Ratio up to which a rise of few events is looked for."""
_HALVINGS, _HALVINGS_OF_FEW = 40, 12


def minimal_detectable_effect(
    before: ArrayLike,
    *,
    exposure_ratio: ArrayLike = 1.0,
    level: float = 0.95,
    power: float = 0.8,
    dispersion: ArrayLike = 1.0,
    comparison_variance: ArrayLike = 0.0,
    freedom: ArrayLike = np.inf,
    rise: bool = False,
) -> Numbers:
    """Smallest fall, or rise, that a comparison of two counts would probably show.

    Parameters
    ----------
    before : events of the first period, >= 0; a number or an array.
    exposure_ratio : exposure of the second period over that of the first, > 0.
    level : confidence level of the two-sided test, within 0..1 excluded.
    power : probability of seeing the change, above half of ``1 - level`` and below 1.
    dispersion : variance of the counts over their mean, > 0; 1 for Poisson counts.
    comparison_variance : what a comparison adds to the variance of the log ratio, >= 0; 0 without a comparison.
    freedom : degrees of freedom of the test, > 0; infinite for the normal law.
    rise : whether a rise is looked for, rather than a fall.

    Returns
    -------
    float or array
        Change of the ratio: 0.36 means that a fall (rise) of 36 % is detectable. Where nothing is, 1 for a fall (even
        the end of all events could pass unseen) and infinity for a rise.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    Root of ``|ln r| = (z_level + z_power) sqrt(dispersion (1/before + 1/(before r exposure_ratio)) +
    comparison_variance)``: normal approximation of the log ratio of two Poisson counts, the quantiles being Student's
    where ``freedom`` is finite. Under ``FEW`` events expected in either period, exact power: the probability of the
    pairs of Poisson counts, of these means, that the test calls changed. The test is the central conditional one of
    ``compare_counts``, on counts over their dispersion; with a comparison, that of ``zone_changes``.
    """
    events, exposures, spread, compared, free = aligned(
        before=checked_counts("before", before),
        exposure_ratio=checked_positive("exposure_ratio", exposure_ratio),
        dispersion=checked_positive("dispersion", dispersion),
        comparison_variance=checked_counts("comparison_variance", comparison_variance),
        freedom=np.asarray(freedom, dtype=float),
    )
    refuse("freedom", ~(free > 0), "must be above 0")
    both_sides, seen = (1 + float(checked_share("level", level))) / 2, float(checked_share("power", power))
    refuse("power", seen <= 1 - both_sides, "must exceed half the risk of the test")
    quantile = stdtrit(free, both_sides)
    log_change = _log_change(events / spread, exposures, compared, quantile + stdtrit(free, seen), rise)
    effect: Floats = np.array(np.expm1(log_change) if rise else -np.expm1(-log_change))
    few = (events > 0) & (np.minimum(events, events * exposures) / spread < FEW)
    if few.any():
        # The normal law asked for as much more power as Student's loses by not knowing its error.
        settings = (events / spread, exposures, compared, quantile, ndtr(stdtrit(free, seen)))
        known = zip(*(np.asarray(one)[few] for one in settings), strict=True)
        effect[few] = [_of_few(*(round(float(one), 4) for one in each), 1 - both_sides, rise) for each in known]
    return effect[()]


def _log_change(events: Floats, exposures: Floats, compared: Floats, quantiles: Floats, rise: bool) -> Floats:
    """First root of ``x = quantiles sqrt(1/events + exp(+-x)/(events exposures) + compared)``; infinite for none."""
    possible = events > 0
    fixed = 1 / np.where(possible, events, 1.0) + compared
    growing = 1 / (np.where(possible, events, 1.0) * exposures)
    if rise:
        low, high = np.zeros_like(fixed), quantiles * np.sqrt(fixed + growing)
    else:
        # x - quantiles sqrt(fixed + growing exp(x)) is concave and negative at 0: its first root, if any, lies before
        # its maximum, at which growing exp(x) quantiles^2 = 2 (1 + sqrt(1 + quantiles^2 fixed)).
        squares = quantiles**2
        high = np.maximum(np.log(2 * (1 + np.sqrt(1 + squares * fixed)) / (squares * growing)), 0.0)
        low = np.zeros_like(high)
        possible &= high >= quantiles * np.sqrt(fixed + growing * np.exp(high))
    sign = -1 if rise else 1
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_short = middle < quantiles * np.sqrt(fixed + growing * np.exp(sign * middle))
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    return np.where(possible, high, np.inf)


@lru_cache(maxsize=4096)
def _of_few(
    before: float, exposures: float, compared: float, quantile: float, power: float, tail: float, rise: bool
) -> float:
    """Smallest change of few events that the test sees with this power; 1 for a fall, infinite for a rise, for none."""
    mean, none = before * exposures, np.inf if rise else 1.0
    first, second = _likely(before, before), _likely(0.0 if not rise else mean, mean * (LARGEST_RISE if rise else 1.0))
    is_seen = _is_seen(first[:, None], second, exposures, compared, quantile, tail, rise)
    seen_of = _probability(first, before) @ is_seen

    def is_enough(ratio: float) -> bool:
        return float(seen_of @ _probability(second, mean * ratio)) >= power

    nearest, furthest = 1.0, LARGEST_RISE if rise else 0.0
    if not is_enough(furthest):
        return none
    for _ in range(_HALVINGS_OF_FEW):
        middle = (nearest + furthest) / 2
        nearest, furthest = (nearest, middle) if is_enough(middle) else (middle, furthest)
    return abs(furthest - 1)


def _is_seen(
    before: Floats, after: Floats, exposures: float, compared: float, quantile: float, tail: float, rise: bool
) -> Floats:
    """Probability that the test says changed, on the side looked for, of pairs of counts."""
    if compared == 0:
        share = exposures / (1 + exposures)
        # Along the second counts the tail of the test only grows, or only shrinks: its edge is found by halving.
        low, high = np.zeros(len(before), dtype=int), np.full(len(before), after.size)
        while (low < high).any():
            middle = (low + high) // 2
            count, events = after[np.minimum(middle, after.size - 1)], before[:, 0]
            p_value = betainc(count, events + 1, share) if rise else betainc(events, count + 1, 1 - share)
            is_before_edge = (p_value > tail) == rise
            low, high = np.where(is_before_edge, middle + 1, low), np.where(is_before_edge, high, middle)
            low = np.minimum(low, high)
        is_after_edge = np.arange(after.size) >= high[:, None]
        return np.asarray(is_after_edge == rise, dtype=float)
    # As ``zone_changes`` does: one half to each count, and its variance.
    change = np.log((after + 0.5) / ((before + 0.5) * exposures)) * (1 if rise else -1)
    margin = quantile * np.sqrt(1 / (before + 1) + 1 / (after + 1) + compared)
    return np.asarray(ndtr((change - margin) / np.sqrt(compared)))


def _likely(lowest: float, highest: float) -> Floats:
    """Whole counts within five standard deviations of means of a range."""
    return np.arange(max(0, int(lowest - 5 * np.sqrt(lowest))), int(highest + 5 * np.sqrt(highest) + 6), dtype=float)


def _probability(counts: Floats, mean: float) -> Floats:
    """Poisson's, of counts."""
    return np.asarray(np.exp(xlogy(counts, mean) - mean - gammaln(counts + 1)))
