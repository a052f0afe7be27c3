"""The codes of what is concluded, and of how much it proves; ``analytics.text`` writes their French."""

from enum import IntEnum, StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.rates import Interval

SIGNIFICANCE = 0.05
LIKELIHOOD = 0.10
"""P-values, once adjusted, up to which a change is clear, and up to which it is probable."""
BOUND = 0.30
"""Change that is worth excluding where nothing else can be concluded."""
INSUFFICIENT_DATA = "insufficient_data"
"""One code, whatever the scale: nothing can be concluded."""


class ChangeWord(StrEnum):
    """Scale of a change, from the clearest rise to what cannot be concluded."""

    CLEAR_RISE = "clear_rise"
    CLEAR_FALL = "clear_fall"
    PROBABLE_RISE = "probable_rise"
    PROBABLE_FALL = "probable_fall"
    STABLE = "stable"
    BOUNDED = "bounded"
    NO_LARGE_RISE = "no_large_rise"
    NO_LARGE_FALL = "no_large_fall"
    INSUFFICIENT_DATA = INSUFFICIENT_DATA


RISES = (ChangeWord.CLEAR_RISE, ChangeWord.PROBABLE_RISE)
FALLS = (ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL)
MOVES = RISES + FALLS
STILL = (ChangeWord.STABLE, ChangeWord.BOUNDED, ChangeWord.NO_LARGE_RISE, ChangeWord.NO_LARGE_FALL)
"""What excludes something without showing a move."""


class DifferenceWord(StrEnum):
    """Scale of a zone against its commune, from the clearest difference to what cannot be concluded."""

    CLEARLY_ABOVE = "clearly_above"
    CLEARLY_BELOW = "clearly_below"
    PROBABLY_ABOVE = "probably_above"
    PROBABLY_BELOW = "probably_below"
    CLOSE = "close"
    BOUNDED = "difference_bounded"
    NOT_FAR_ABOVE = "not_far_above"
    NOT_FAR_BELOW = "not_far_below"
    INSUFFICIENT_DATA = INSUFFICIENT_DATA


ABOVE = (DifferenceWord.CLEARLY_ABOVE, DifferenceWord.PROBABLY_ABOVE)
BELOW = (DifferenceWord.CLEARLY_BELOW, DifferenceWord.PROBABLY_BELOW)


class AlertWord(StrEnum):
    """What is said of a quarter that holds more facts than is usual; nothing is said of the others."""

    TO_WATCH = "to_watch"


class DisplacementWord(StrEnum):
    """Scale of what happens around an action that is followed by a fall."""

    DIFFUSED = "diffused"
    NONE_SEEN = "none_seen"
    PARTIAL = "partial"
    ABOVE_GAIN = "above_gain"
    INSUFFICIENT_DATA = INSUFFICIENT_DATA


class SurveyWord(StrEnum):
    """What surveys alone conclude: no change that would have been seen, how the feeling stands, or no comparison."""

    CHANCE = "chance"
    CONSISTENT = "consistent"
    DARKER = "darker"
    BRIGHTER = "brighter"
    NOT_COMPARABLE = "not_comparable"


class HotSpot(StrEnum):
    """Whether high rates gather around a zone beyond chance: two years running, in the latest year only, or not."""

    HOT = "hot"
    PASSING = "passing"
    NEITHER = "neither"


class Reliability(StrEnum):
    """What a share of answers is worth."""

    MARGIN = "margin"
    NO_MARGIN = "no_margin"
    INSUFFICIENT = INSUFFICIENT_DATA


class Part(StrEnum):
    """Where a month of an evaluation stands: before the start, just before it and not read, or from it on."""

    BEFORE = "part_before"
    LEFT_OUT = "part_left_out"
    AFTER = "part_after"


class ProofLevel(IntEnum):
    """How much a comparison can prove: the five levels of the Maryland scale (Sherman et al., 1997), and none.

    The fifth, where chance decides who receives the action, is never reached by what a commune records.
    """

    NONE = 0
    OBSERVED = 1
    BEFORE_AFTER = 2
    COMPARED = 3
    CONTROLLED = 4
    RANDOMISED = 5


Words: TypeAlias = ChangeWord | NDArray[np.object_]


def change_words(
    *,
    enough: ArrayLike,
    sure: Interval,
    likely: Interval,
    threshold: float,
    p_adjusted: ArrayLike = 0.0,
    is_capped: ArrayLike = False,
    is_bounded: ArrayLike = False,
) -> Words:
    """Word of a change, from the interval of its ratio.

    Parameters
    ----------
    enough : whether there are enough events to conclude.
    sure, likely : intervals of the ratio at 95 % and at 90 %.
    threshold : change of interest, 0 to 1, fixed before looking.
    p_adjusted : p-value once corrected for all that is judged together; 0 for a change judged alone.
    is_capped : whether the noise is too little known for anything to be clear.
    is_bounded : whether what is known of the other units places the change within ``BOUND``.

    Returns
    -------
    ChangeWord, or an array of them.

    Notes
    -----
    The first rule that holds gives the word:

    1. not ``enough`` events: insufficient data;
    2. the 95 % interval excludes 1, ``p_adjusted`` is at most 0.05, and it is not capped: clear rise, clear fall;
    3. the 90 % interval excludes 1, and ``p_adjusted`` is at most 0.10: probable rise, probable fall;
    4. the whole 95 % interval lies within ``1 - threshold`` and ``1 + threshold``: stable;
    5. it lies within ``1 - BOUND`` and ``1 + BOUND``, or is so placed by the other units: neither a rise nor a fall of
       more than that;
    6. it lies below ``1 + BOUND``, or above ``1 - BOUND``: no rise, or no fall, of more than that;
    7. otherwise: insufficient data.
    """
    adjusted, clear = np.asarray(p_adjusted), ~np.asarray(is_capped)
    confirmed, supported = clear & (adjusted <= SIGNIFICANCE), adjusted <= LIKELIHOOD
    no_rise, no_fall = sure.high <= 1 + BOUND, sure.low >= 1 - BOUND
    rules = (
        (~np.asarray(enough), ChangeWord.INSUFFICIENT_DATA),
        (confirmed & (sure.low > 1), ChangeWord.CLEAR_RISE),
        (confirmed & (sure.high < 1), ChangeWord.CLEAR_FALL),
        (supported & (likely.low > 1), ChangeWord.PROBABLE_RISE),
        (supported & (likely.high < 1), ChangeWord.PROBABLE_FALL),
        ((sure.low >= 1 - threshold) & (sure.high <= 1 + threshold), ChangeWord.STABLE),
        ((no_rise & no_fall) | np.asarray(is_bounded), ChangeWord.BOUNDED),
        (np.asarray(no_rise), ChangeWord.NO_LARGE_RISE),
        (np.asarray(no_fall), ChangeWord.NO_LARGE_FALL),
    )
    scale = np.array([*(word for _, word in rules), ChangeWord.INSUFFICIENT_DATA], dtype=object)
    words: Words = scale[np.select([rule for rule, _ in rules], range(len(rules)), default=len(rules))]
    return words
