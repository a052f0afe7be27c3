"""The French scales of a verdict: the word, and how much it proves.

The words are the only French here: sentences belong to ``analytics.text``.
"""

from dataclasses import dataclass
from enum import StrEnum


class ChangeWord(StrEnum):
    """The French scale of a change, from the clearest rise to what cannot be said."""

    CLEAR_RISE = "hausse nette"
    CLEAR_FALL = "baisse nette"
    PROBABLE_RISE = "hausse probable"
    PROBABLE_FALL = "baisse probable"
    STABLE = "stable"
    CHANCE = "compatible avec le hasard"
    INSUFFICIENT_DATA = "données insuffisantes"


class ProofLevel(StrEnum):
    """How much a comparison can prove, after the Maryland scale (Sherman et al., 1997): its five levels in words.

    The fifth, where chance decides who receives the action, is never reached by what a commune records.
    """

    NONE = "aucun\u00a0: rien n’est comparé"
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
    """

    word: str
    proof_level: ProofLevel
    sentence: str
    limits: tuple[str, ...]
