"""Classes of a map, computed once for all its dates so that a colour keeps its meaning."""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.arguments import Floats, checked_numbers, refuse, unusable


@dataclass(frozen=True)
class Classes:
    """Upper limits of classes, each included in its class, from the lowest; and how many values each holds."""

    bins: Floats
    counts: NDArray[np.int64]


def classify(
    values: ArrayLike,
    scheme: Literal["fisher_jenks", "quantiles", "equal_interval", "head_tail", "box_plot"] = "fisher_jenks",
    k: int = 5,
) -> Classes:
    """Cut values into classes.

    Parameters
    ----------
    values : of the zones, any finite numbers; those of all dates together when a map moves.
    scheme : ``fisher_jenks`` (least variance within classes), ``quantiles``, ``equal_interval``, ``head_tail`` (split
        at the mean, again and again above it), ``box_plot`` (quartiles and 1.5 times their range beyond).
    k : how many classes, >= 2; the last two schemes have the number that the values give them.

    Returns
    -------
    Classes
        ``quantiles`` gives fewer classes where many values are equal.

    Raises
    ------
    ValueError
        Empty, not finite, fewer different values than classes, all alike, an unknown scheme.

    Notes
    -----
    mapclassify's. Without numba, Fisher-Jenks takes about 40 ms for 180 values and 1 s for 1,000: limits are computed
    once and kept, not at each click.
    """
    import mapclassify

    numbers = checked_numbers("values", values, np.isfinite, "must hold finite numbers").ravel()
    cut = {
        "fisher_jenks": lambda: mapclassify.FisherJenks(numbers, k=k),
        "quantiles": lambda: mapclassify.Quantiles(numbers, k=k),
        "equal_interval": lambda: mapclassify.EqualInterval(numbers, k=k),
        "head_tail": lambda: mapclassify.HeadTailBreaks(numbers),
        "box_plot": lambda: mapclassify.BoxPlot(numbers),
    }.get(scheme)
    if cut is None:
        raise unusable("scheme", "is no known scheme")
    refuse("k", k < 2, "must be at least 2")
    fewest = 2 if scheme in ("head_tail", "box_plot") else k
    refuse("values", np.unique(numbers).size < fewest, "has fewer different values than classes")
    with warnings.catch_warnings():
        # Both are documented above: slow without numba, and fewer quantiles where values are equal.
        warnings.filterwarnings("ignore", "numba not installed", UserWarning)
        warnings.filterwarnings("ignore", "not enough unique values", UserWarning)
        classes = cut()
    return Classes(bins=np.asarray(classes.bins, dtype=float), counts=np.asarray(classes.counts, dtype=np.int64))
