"""The codes of what is concluded, and of how much it proves; ``analytics.text`` writes their French."""

from enum import IntEnum, StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.rates import Interval

SIGNIFICANCE = 0.05
INSUFFICIENT_DATA = "insufficient_data"
"""One code, whatever the scale: nothing can be concluded."""


class ChangeWord(StrEnum):
    """Scale of a change, from the clearest rise to what cannot be concluded."""

    CLEAR_RISE = "clear_rise"
    CLEAR_FALL = "clear_fall"
    PROBABLE_RISE = "probable_rise"
    PROBABLE_FALL = "probable_fall"
    STABLE = "stable"
    CHANCE = "chance"
    INSUFFICIENT_DATA = INSUFFICIENT_DATA


RISES = (ChangeWord.CLEAR_RISE, ChangeWord.PROBABLE_RISE)
FALLS = (ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL)
MOVES = RISES + FALLS


class DifferenceWord(StrEnum):
    """Scale of a zone against its commune, from the clearest difference to what cannot be concluded."""

    CLEARLY_ABOVE = "clearly_above"
    CLEARLY_BELOW = "clearly_below"
    PROBABLY_ABOVE = "probably_above"
    PROBABLY_BELOW = "probably_below"
    CLOSE = "close"
    CHANCE = "difference_by_chance"
    INSUFFICIENT_DATA = INSUFFICIENT_DATA


ABOVE = (DifferenceWord.CLEARLY_ABOVE, DifferenceWord.PROBABLY_ABOVE)
BELOW = (DifferenceWord.CLEARLY_BELOW, DifferenceWord.PROBABLY_BELOW)


class DisplacementWord(StrEnum):
    """Scale of what happens around an action that is followed by a fall."""

    DIFFUSED = "diffused"
    NONE_SEEN = "none_seen"
    PARTIAL = "partial"
    ABOVE_GAIN = "above_gain"
    INSUFFICIENT_DATA = INSUFFICIENT_DATA


class SurveyWord(StrEnum):
    """What surveys alone conclude: how the feeling stands against the facts, or that nothing may be compared."""

    CONSISTENT = "consistent"
    DARKER = "darker"
    BRIGHTER = "brighter"
    NOT_COMPARABLE = "not_comparable"


class HotSpot(StrEnum):
    """Whether high, or low, rates gather around a zone beyond chance."""

    HOT = "hot"
    COLD = "cold"
    NEITHER = "neither"


class Reliability(StrEnum):
    """What a share of answers is worth."""

    MARGIN = "margin"
    NO_MARGIN = "no_margin"
    INSUFFICIENT = INSUFFICIENT_DATA


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
    detectable: ArrayLike,
    threshold: float,
    p_adjusted: ArrayLike = 0.0,
) -> Words:
    """Word of a change, from the interval of its ratio.

    Parameters
    ----------
    enough : whether there are enough events to conclude.
    sure, likely : intervals of the ratio at 95 % and at 90 %.
    detectable : smallest detectable fall, 0 to 1.
    threshold : change of interest, 0 to 1, fixed before looking.
    p_adjusted : p-value once corrected for all that is judged together; 0 for a change judged alone.

    Returns
    -------
    ChangeWord, or an array of them.

    Notes
    -----
    The first rule that holds gives the word:

    1. not ``enough`` events: insufficient data;
    2. the 95 % interval excludes 1, and ``p_adjusted`` is at most 0.05: clear rise, clear fall;
    3. the 90 % interval excludes 1: probable rise, probable fall; a change that stands alone but not
       among the units judged with it is therefore only probable;
    4. the whole 95 % interval lies within ``1 - threshold`` and ``1 + threshold``: stable;
    5. a fall of ``threshold`` was detectable: chance;
    6. otherwise: insufficient data.
    """
    confirmed = np.asarray(p_adjusted) <= SIGNIFICANCE
    rules = (
        (~np.asarray(enough), ChangeWord.INSUFFICIENT_DATA),
        (confirmed & (sure.low > 1), ChangeWord.CLEAR_RISE),
        (confirmed & (sure.high < 1), ChangeWord.CLEAR_FALL),
        (np.asarray(likely.low > 1), ChangeWord.PROBABLE_RISE),
        (np.asarray(likely.high < 1), ChangeWord.PROBABLE_FALL),
        ((sure.low >= 1 - threshold) & (sure.high <= 1 + threshold), ChangeWord.STABLE),
        (np.asarray(detectable) <= threshold, ChangeWord.CHANCE),
    )
    scale = np.array([*(word for _, word in rules), ChangeWord.INSUFFICIENT_DATA], dtype=object)
    words: Words = scale[np.select([rule for rule, _ in rules], range(len(rules)), default=len(rules))]
    return words
