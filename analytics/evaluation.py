"""What can be concluded: the words of a verdict, the smallest detectable effect, the correction of many tests.

The words are the only French here: sentences belong to the screens.
"""

from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize.elementwise import find_root
from scipy.special import ndtri

from analytics.rates import (
    Floats,
    Numbers,
    aligned,
    checked_counts,
    checked_positive,
    checked_probabilities,
    checked_share,
    refuse,
)
from data.errors import InputError


class ChangeWord(StrEnum):
    """The French scale of a change, from the clearest rise to what cannot be said."""

    CLEAR_RISE = "hausse nette"
    CLEAR_FALL = "baisse nette"
    PROBABLE_RISE = "hausse probable"
    PROBABLE_FALL = "baisse probable"
    STABLE = "stable"
    CHANCE = "compatible avec le hasard"
    INSUFFICIENT_DATA = "données insuffisantes"


def minimal_detectable_effect(
    before: ArrayLike,
    *,
    exposure_ratio: ArrayLike = 1.0,
    level: float = 0.95,
    power: float = 0.8,
    dispersion: ArrayLike = 1.0,
) -> Numbers:
    """Smallest fall that a comparison of two counts would probably show.

    Parameters
    ----------
    before : events of the first period, >= 0; a number or an array.
    exposure_ratio : exposure of the second period over that of the first, > 0.
    level : confidence level of the two-sided test, within 0..1 excluded.
    power : probability of seeing the fall, above half of ``1 - level`` and below 1.
    dispersion : variance of the counts over their mean, > 0; 1 for Poisson counts.

    Returns
    -------
    float or array
        Change of the ratio, within 0..1: 0.36 means that a fall of 36 % is detectable. 1 means that nothing is: even
        the end of all events could pass unseen.

    Raises
    ------
    InputError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    Root of ``ln r = -(z_level + z_power) sqrt(dispersion (1/before + 1/(before r exposure_ratio)))``, the fall being
    ``1 - r``: normal approximation of the log ratio of two Poisson counts, without a control. Below about 17 events
    with equal exposures the equation has no root.
    """
    events, exposures, spread = aligned(
        before=checked_counts("before", before),
        exposure_ratio=checked_positive("exposure_ratio", exposure_ratio),
        dispersion=checked_positive("dispersion", dispersion),
    )
    quantiles = ndtri((1 + checked_share("level", level)) / 2) + ndtri(checked_share("power", power))
    refuse("power", quantiles <= 0, "est inférieur au risque du test")
    possible = events > 0
    scale = quantiles * np.sqrt(spread / np.where(possible, events, 1.0))

    def margin(log_fall: Floats, scale: Floats, exposures: Floats) -> Floats:
        return log_fall - scale * np.sqrt(1 + np.exp(log_fall) / exposures)

    # The margin is concave and negative at 0: its first root, if any, lies before its maximum.
    highest = np.log(2 * exposures * (1 + np.sqrt(1 + scale**2)) / scale**2)
    root = find_root(margin, (np.zeros_like(highest), np.maximum(highest, 0)), args=(scale, exposures))
    effect: Numbers = np.where(possible & root.success, -np.expm1(-root.x), 1.0)[()]
    return effect


def adjust_p_values(p: ArrayLike, method: Literal["benjamini_hochberg", "bonferroni"] = "benjamini_hochberg") -> Floats:
    """Correct the p-values of units judged together.

    Parameters
    ----------
    p : p-values of one family of tests, within 0..1; any shape, read as one family.
    method : ``benjamini_hochberg`` bounds the share of false discoveries, ``bonferroni`` the risk of a single one.

    Returns
    -------
    array, one dimension
        Adjusted p-values in the order given: reject where at most the level.

    Raises
    ------
    InputError
        Empty, not finite, outside 0..1, or an unknown method.

    Notes
    -----
    Benjamini & Hochberg (1995), step-up; equal to ``scipy.stats.false_discovery_control``, whose import would cost a
    screen more than these few lines.
    """
    p_values = np.ravel(checked_probabilities("p", p))
    match method:
        case "bonferroni":
            return np.minimum(1.0, p_values * p_values.size)
        case "benjamini_hochberg":
            from_largest = np.argsort(p_values)[::-1]
            ranks = np.arange(p_values.size, 0, -1)
            adjusted = np.empty_like(p_values)
            adjusted[from_largest] = np.minimum.accumulate(p_values[from_largest] * p_values.size / ranks)
            return adjusted
        case _:
            raise InputError(argument="method", problem="n’est pas une correction connue")
