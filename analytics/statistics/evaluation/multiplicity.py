"""Many units judged together: the more one looks, the more is needed to conclude."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analytics.statistics.arguments import Floats, checked_probabilities, unusable


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
    ValueError
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
            adjusted[from_largest] = np.minimum.accumulate(p_values[from_largest] * (p_values.size / ranks))
            return adjusted
        case _:
            raise unusable("method", "is no known correction")
