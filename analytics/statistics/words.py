"""The French scales of a verdict: the word, and how much it proves.

The words are the only French here: sentences belong to ``analytics.text``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.rates import Interval

SIGNIFICANCE = 0.05


class ChangeWord(StrEnum):
    """The French scale of a change, from the clearest rise to what cannot be said."""

    CLEAR_RISE = "hausse nette"
    CLEAR_FALL = "baisse nette"
    PROBABLE_RISE = "hausse probable"
    PROBABLE_FALL = "baisse probable"
    STABLE = "stable"
    CHANCE = "compatible avec le hasard"
    INSUFFICIENT_DATA = "données insuffisantes"


FALLS = (ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL)
RISES = (ChangeWord.CLEAR_RISE, ChangeWord.PROBABLE_RISE)


class DisplacementWord(StrEnum):
    """The French scale of what happens around an action that is followed by a fall."""

    DIFFUSED = "bénéfice diffusé"
    NONE_SEEN = "pas de déplacement décelable"
    PARTIAL = "déplacement partiel"
    ABOVE_GAIN = "déplacement supérieur au gain"
    INSUFFICIENT_DATA = "données insuffisantes"


Words: TypeAlias = ChangeWord | NDArray[np.object_]


class ProofLevel(StrEnum):
    """How much a comparison can prove, after the Maryland scale (Sherman et al., 1997): its five levels in words.

    The fifth, where chance decides who receives the action, is never reached by what a commune records.
    """

    NONE = "aucun\u00a0: rien ne peut être conclu"
    OBSERVED = "1 sur 5\u00a0: simple constat, à un seul moment"
    BEFORE_AFTER = "2 sur 5\u00a0: avant et après, sans zone comparable"
    COMPARED = "3 sur 5\u00a0: avant et après, avec des zones comparables"
    CONTROLLED = "4 sur 5\u00a0: avant et après dans plusieurs zones, avec de nombreuses zones comparables"
    RANDOMISED = "5 sur 5\u00a0: zones tirées au sort"


@dataclass(frozen=True)
class Verdict:
    """What may be concluded of one question.

    Attributes
    ----------
    word : of ``ChangeWord``, or of the scale that its question has of its own.
    proof_level : how much it proves.
    sentence : French: the effect in units, then its interval, then the word.
    limits : French sentences, what must be known before it is repeated; may be empty.
    detectable : French sentence told before the result, what could have been seen; may be empty.
    """

    word: str
    proof_level: ProofLevel
    sentence: str
    limits: tuple[str, ...]
    detectable: str = ""


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
    enough : whether there are enough events to say anything.
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

    1. not ``enough`` events: « données insuffisantes »;
    2. the 95 % interval excludes 1, and ``p_adjusted`` is at most 0.05: « hausse nette », « baisse nette »;
    3. the 90 % interval excludes 1: « hausse probable », « baisse probable »; a change that stands alone but not
       among the units judged with it is therefore only probable;
    4. the whole 95 % interval lies within ``1 - threshold`` and ``1 + threshold``: « stable »;
    5. a fall of ``threshold`` was detectable: « compatible avec le hasard »;
    6. otherwise: « données insuffisantes ».
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
