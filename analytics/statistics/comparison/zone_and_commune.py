"""« Ce quartier est-il différent de la ville ? »: a zone's events against those it would have at the commune's rate."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaincc, ndtri

from analytics.statistics.arguments import (
    Floats,
    Numbers,
    aligned,
    checked_counts,
    checked_positive,
    checked_probabilities,
    checked_share,
)
from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.rates import poisson_interval
from analytics.statistics.words import ChangeWord, DifferenceWord, change_words

POWER = 0.8


Words: TypeAlias = DifferenceWord | NDArray[np.object_]

DIFFERENCE_OF_CHANGE = dict(zip(ChangeWord, DifferenceWord, strict=True))
"""Each word of a change, and the word of a difference that follows the same rule."""


@dataclass(frozen=True)
class ZoneDifference:
    """A zone against its commune, effect first: events, then ratio, then the word that follows the interval.

    ``difference`` is ``observed - expected``; it and ``ratio`` have their limits at 95 %. ``p_value`` agrees with them,
    and ``p_adjusted`` allows for the zones judged together. ``detectable`` is the smallest fall below the commune that
    would probably be seen (0.36 for 36 %), ``dispersion`` what the counts were divided by. Fields are arrays when
    several zones are judged.
    """

    word: Words
    observed: Numbers
    expected: Numbers
    difference: Numbers
    difference_low: Numbers
    difference_high: Numbers
    ratio: Numbers
    low: Numbers
    high: Numbers
    p_value: Numbers
    p_adjusted: Numbers
    detectable: Numbers
    dispersion: Numbers


def judge_difference(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    dispersion: ArrayLike = 1.0,
    p_adjusted: ArrayLike | Callable[[Numbers], ArrayLike] | None = None,
    minimum: int = 5,
    threshold: float = 0.20,
    is_capped: ArrayLike = False,
) -> ZoneDifference:
    """Judge how zones differ from their commune: a word, and the figures that it follows.

    Parameters
    ----------
    observed : events of each zone, >= 0; a number, or an array of one value per zone.
    expected : events that it would have at the rate of the commune, > 0; same shape, or one for all. Taken as known.
    dispersion : variance of the counts over their mean, > 0: as ``YearlyNoise`` or ``pooled_dispersion`` gives it.
    p_adjusted : of zones judged among others than these, their ``p_value`` after ``adjust_p_values``, or the function
        that adjusts them; by default Benjamini-Hochberg over those given.
    minimum : events needed, seen or expected.
    threshold : gap of interest, within 0..1 excluded, fixed before looking; 0.20 means 20 % either way.
    is_capped : whether the dispersion is too little known for a difference to be clear.

    Returns
    -------
    ZoneDifference

    Raises
    ------
    ValueError
        An argument is empty, not finite, out of range, or not of the length of the others.

    Notes
    -----
    The word follows the rules of ``words.change_words``, the commune in place of the period before
    (``DIFFERENCE_OF_CHANGE``), where ``enough`` is ``minimum`` events, seen or expected.

    The interval is Garwood's (1936) and the p-value twice the smaller Poisson tail, so that they agree. Both
    counts are first divided by the dispersion, where it exceeds 1. The detectable gap is that of square roots, whose
    standard error is about one half whatever the count: ``1 - max(0, 1 - (z_95 + z_80) / 2 sqrt(dispersion /
    expected))^2``.
    """
    seen, due, spread = aligned(
        observed=checked_counts("observed", observed),
        expected=checked_positive("expected", expected),
        dispersion=checked_positive("dispersion", dispersion),
    )
    band = float(checked_share("threshold", threshold))
    spread = np.maximum(spread, 1.0)
    sure, likely = (poisson_interval(seen / spread, due / spread, level) for level in (0.95, 0.90))
    p_value = _p_value(seen / spread, due / spread)
    if callable(p_adjusted):
        together = p_adjusted(p_value)
    else:
        together = adjust_p_values(p_value).reshape(p_value.shape) if p_adjusted is None else p_adjusted
    adjusted, _ = aligned(p_adjusted=checked_probabilities("p_adjusted", together), observed=seen)
    margin = (ndtri(0.975) + ndtri(POWER)) / 2 * np.sqrt(spread / due)
    detectable = 1 - np.maximum(0.0, 1 - margin) ** 2

    word = change_words(
        enough=np.maximum(seen, due) >= minimum,
        sure=sure,
        likely=likely,
        threshold=band,
        is_capped=is_capped,
        p_adjusted=adjusted,
    )
    return ZoneDifference(
        word=np.vectorize(DIFFERENCE_OF_CHANGE.__getitem__, otypes=[object])(word)[()],
        observed=seen[()],
        expected=due[()],
        difference=(seen - due)[()],
        difference_low=(due * (sure.low - 1))[()],
        difference_high=(due * (sure.high - 1))[()],
        ratio=(seen / due)[()],
        low=sure.low,
        high=sure.high,
        p_value=p_value[()],
        p_adjusted=adjusted[()],
        detectable=detectable[()],
        dispersion=spread[()],
    )


def _p_value(observed: Floats, expected: Floats) -> Floats:
    """Twice the smaller Poisson tail, both including what was observed; counts need not be whole."""
    as_many, as_few = gammainc(observed, expected), gammaincc(observed + 1, expected)
    p_value: Floats = np.minimum(1.0, 2 * np.minimum(as_many, as_few))
    return p_value
