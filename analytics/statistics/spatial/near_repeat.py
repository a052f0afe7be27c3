"""Whether a fact makes another likelier, near it and soon after: Knox's test."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree
from scipy.special import gammainc

from analytics.statistics.rates import Floats, checked_numbers, checked_positive, refuse
from analytics.statistics.spatial.autocorrelation import generator
from data.errors import InputError


@dataclass(frozen=True)
class Knox:
    """Pairs of facts both near and soon after one another, beside those that chance would make.

    ``ratio`` is ``observed / expected``, and 1 by convention when none is expected. ``p_value`` is that of an excess,
    by permutation; ``p_value_poisson`` takes pairs as independent, which they are not, for comparison with older
    studies. ``near``, ``soon`` and ``pairs`` count pairs: near whenever, soon wherever, and all.
    """

    observed: int
    expected: float
    ratio: float
    p_value: float
    p_value_poisson: float
    near: int
    soon: int
    pairs: int


def knox(
    points: ArrayLike,
    days: ArrayLike,
    distance_m: float,
    window_days: float,
    permutations: int = 999,
    rng: Generator | None = None,
) -> Knox:
    """Knox's test of near repeats.

    Parameters
    ----------
    points : one row per fact: x and y in metres, of a projected system.
    days : when each occurred: dates, or numbers of days.
    distance_m : largest distance of near facts, itself included; metres, > 0.
    window_days : largest time between facts that follow one another soon, itself included; days, >= 0.
    permutations : how many times the days are dealt anew among the places, >= 1.
    rng : draws the permutations; by default one of a fixed seed.

    Returns
    -------
    Knox

    Raises
    ------
    InputError
        Fewer than two facts, coordinates or days that are not finite or not one per fact, an option out of range.

    Notes
    -----
    Knox (1964). ``expected`` is ``near x soon / pairs``, which is the mean over all permutations. A place where facts
    are frequent and a season where they are do not make a near repeat; a place that is frequent in one season does.
    The time grows with the number of near pairs, times the permutations.
    """
    refuse("permutations", permutations < 1, "doit être au moins égal à 1")
    where = checked_numbers("points", points, np.isfinite, "doit contenir des nombres finis")
    when = _in_days(days)
    refuse(
        "points", where.ndim != 2 or where.shape[-1] != 2 or len(where) < 2, "doit donner x et y de deux faits au moins"
    )
    if when.shape != (len(where),):
        raise InputError(argument="points, days", problem="n’ont pas la même longueur")
    reach = float(checked_positive("distance_m", distance_m))
    window = float(
        checked_numbers("window_days", window_days, lambda value: value >= 0, "doit être un nombre positif ou nul")
    )

    first, second = cKDTree(where).query_pairs(reach, output_type="ndarray").T
    earlier = np.sort(when)
    soon = int((np.searchsorted(earlier, earlier + window, side="right") - np.arange(len(when)) - 1).sum())
    pairs = len(when) * (len(when) - 1) // 2
    expected = len(first) * soon / pairs

    def both(dealt: Floats) -> int:
        return int(np.count_nonzero(np.abs(dealt[first] - dealt[second]) <= window))

    observed = both(when)
    draw = generator(rng)
    as_many = sum(both(draw.permutation(when)) >= observed for _ in range(permutations))
    return Knox(
        observed=observed,
        expected=expected,
        ratio=observed / expected if expected else 1.0,
        p_value=(1 + as_many) / (1 + permutations),
        p_value_poisson=float(gammainc(observed, expected)) if observed else 1.0,
        near=len(first),
        soon=soon,
        pairs=pairs,
    )


def _in_days(days: ArrayLike) -> Floats:
    """Days as numbers, from the first of them when they are dates."""
    moments = np.asarray(days)
    if moments.dtype.kind == "M":
        refuse("days", np.isnat(moments), "doit contenir des dates")
        return np.asarray((moments - moments.min()) / np.timedelta64(1, "D"))
    return checked_numbers("days", days, np.isfinite, "doit contenir des nombres finis")
