"""Changes of zones drawn towards what all of them became, as they are when each is little known."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.arguments import Floats, aligned, checked_counts, checked_positive
from analytics.statistics.evaluation import paule_mandel
from analytics.statistics.rates import Interval
from analytics.statistics.words import BOUND

FEWEST_ZONES = 4
CLOSE = 0.10
"""Change that a zone itself may show where what the others became is to place it."""
_HALF, _QUANTILE = 0.5, 1.959963984540054


def shrunken_ratios(
    before: ArrayLike, after: ArrayLike, exposure_ratio: float, dispersion: ArrayLike = 1.0
) -> tuple[Floats, Interval]:
    """Ratios of zones judged together, each drawn towards their mean the more as it is less known, and 95 % limits.

    Parameters
    ----------
    before, after : events of each period, >= 0, shape (zones,): at least four zones.
    exposure_ratio : exposure of the second period over that of the first, > 0.
    dispersion : variance of the counts over their mean, > 0.

    Raises
    ------
    ValueError
        An argument is out of range, or there are fewer than four zones.

    Notes
    -----
    Empirical Bayes of ``L = log((after + 1/2) / ((before + 1/2) exposure_ratio))``, of variance ``v = dispersion (1 /
    (before + 1/2) + 1 / (after + 1/2))``: the prior variance is ``paule_mandel``'s; the share drawn towards the mean is
    ``B = (k - 3) / (k - 1) v / (v + prior)``, and the variance ``v (1 - B) + B² / Σw + 2 / (k - 3) B² (L - mean)²``
    (Morris, 1983), which knows that the prior is estimated.
    """
    first, second, spread = aligned(
        before=checked_counts("before", before),
        after=checked_counts("after", after),
        dispersion=checked_positive("dispersion", dispersion),
    )
    ratio = float(checked_positive("exposure_ratio", exposure_ratio))
    n = first.size
    if n < FEWEST_ZONES:
        raise ValueError(f"before has fewer than {FEWEST_ZONES} zones (rows all)")
    changes = np.log((second + _HALF) / ((first + _HALF) * ratio))
    variances = spread * (1 / (first + _HALF) + 1 / (second + _HALF))
    prior = paule_mandel(changes, variances)
    weights = 1 / (variances + prior)
    mean = weights @ changes / weights.sum()
    drawn = (n - 3) / (n - 1) * variances * weights
    drawn_to = drawn * mean + (1 - drawn) * changes
    variance = variances * (1 - drawn) + drawn**2 / weights.sum() + 2 / (n - 3) * drawn**2 * (changes - mean) ** 2
    margin = _QUANTILE * np.sqrt(variance)
    return np.exp(drawn_to), Interval(np.exp(drawn_to - margin), np.exp(drawn_to + margin))


def are_bounded(
    before: ArrayLike, after: ArrayLike, exposure_ratio: float, dispersion: ArrayLike = 1.0
) -> NDArray[np.bool_]:
    """Whether zones judged together changed by less than ``BOUND``, as they themselves and all of them show.

    A zone must show less than ``CLOSE`` itself: what all became says nothing of one that goes its own way.
    """
    _, limits = shrunken_ratios(before, after, exposure_ratio, dispersion)
    direct = (np.asarray(after) + _HALF) / ((np.asarray(before) + _HALF) * exposure_ratio)
    is_bounded: NDArray[np.bool_] = (
        (limits.low >= 1 - BOUND) & (limits.high <= 1 + BOUND) & (np.abs(direct - 1) <= CLOSE)
    )
    return is_bounded
