"""What could have been seen at all: the smallest detectable effect, known before any result."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from analytics.statistics.arguments import (
    Numbers,
    aligned,
    checked_counts,
    checked_positive,
    checked_share,
    refuse,
)

POWER_QUANTILES = float(ndtri(0.975) + ndtri(0.8))
"""Errors that a change must be away from nothing to be seen with 80 % probability by a two-sided test at 5 %."""

_NEWTON_STEPS = 60
"""Enough to halve a distance to nothing, as Newton's steps do where the root is the maximum; six elsewhere."""


def minimal_detectable_effect(
    before: ArrayLike,
    *,
    exposure_ratio: ArrayLike = 1.0,
    level: float = 0.95,
    power: float = 0.8,
    dispersion: ArrayLike = 1.0,
    comparison_variance: ArrayLike = 0.0,
) -> Numbers:
    """Smallest fall that a comparison of two counts would probably show.

    Parameters
    ----------
    before : events of the first period, >= 0; a number or an array.
    exposure_ratio : exposure of the second period over that of the first, > 0.
    level : confidence level of the two-sided test, within 0..1 excluded.
    power : probability of seeing the fall, above half of ``1 - level`` and below 1.
    dispersion : variance of the counts over their mean, > 0; 1 for Poisson counts.
    comparison_variance : what a comparison adds to the variance of the log ratio, >= 0: ``dispersion`` times the sum of
        the inverse of its own counts; 0 without a comparison.

    Returns
    -------
    float or array
        Change of the ratio, within 0..1: 0.36 means that a fall of 36 % is detectable. 1 means that nothing is: even
        the end of all events could pass unseen.

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    Root of ``ln r = -(z_level + z_power) sqrt(dispersion (1/before + 1/(before r exposure_ratio)) +
    comparison_variance)``, the fall being ``1 - r``: normal approximation of the log ratio of two Poisson counts. Below
    about 17 events with equal exposures and no comparison the equation has no root.
    """
    events, exposures, spread, compared = aligned(
        before=checked_counts("before", before),
        exposure_ratio=checked_positive("exposure_ratio", exposure_ratio),
        dispersion=checked_positive("dispersion", dispersion),
        comparison_variance=checked_counts("comparison_variance", comparison_variance),
    )
    quantiles = ndtri((1 + checked_share("level", level)) / 2) + ndtri(checked_share("power", power))
    refuse("power", quantiles <= 0, "must exceed half the risk of the test")
    possible = events > 0
    # Squares of the margin: what does not depend on the fall, and what grows as facts of the second period vanish.
    fixed = quantiles**2 * (spread / np.where(possible, events, 1.0) + compared)
    growing = quantiles**2 * spread / (np.where(possible, events, 1.0) * exposures)

    # The margin, log_fall - sqrt(fixed + growing exp(log_fall)), is concave and negative at 0: its first root, if any,
    # lies before its maximum, and Newton's steps from 0 rise to it without passing it. scipy.optimize, which has the
    # same solver for arrays, takes as long to import as the rest of a screen to draw.
    highest = np.maximum(np.log(2 * (1 + np.sqrt(1 + fixed)) / growing), 0.0)
    log_fall = np.zeros_like(highest)
    for _ in range(_NEWTON_STEPS):
        variance = growing * np.exp(log_fall)
        deviation = np.sqrt(fixed + variance)
        step = np.maximum(deviation - log_fall, 0.0) / np.maximum(1 - variance / (2 * deviation), 1e-12)
        log_fall = np.minimum(log_fall + step, highest)
    reached = highest >= np.sqrt(fixed + growing * np.exp(highest))
    effect: Numbers = np.where(possible & reached, -np.expm1(-log_fall), 1.0)[()]
    return effect
