"""What could have been seen at all: the smallest detectable effect, known before any result."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

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
    from scipy.optimize.elementwise import find_root  # As long to import as pandas: not before the server listens.

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

    def margin(log_fall: Floats, fixed: Floats, growing: Floats) -> Floats:
        return log_fall - np.sqrt(fixed + growing * np.exp(log_fall))

    # The margin is concave and negative at 0: its first root, if any, lies before its maximum.
    highest = np.log(2 * (1 + np.sqrt(1 + fixed)) / growing)
    root = find_root(margin, (np.zeros_like(highest), np.maximum(highest, 0)), args=(fixed, growing))
    effect: Numbers = np.where(possible & root.success, -np.expm1(-root.x), 1.0)[()]
    return effect
