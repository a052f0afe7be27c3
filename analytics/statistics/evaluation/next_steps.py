"""What could be done next with an action: a proposal with its reason, which a meeting takes or not."""

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from analytics.statistics.evaluation.appraisal import Appraisal
from analytics.statistics.evaluation.methods import methods
from analytics.statistics.evaluation.study import Study
from analytics.statistics.evaluation.verdicts import Reason
from analytics.statistics.words import FALLS, MOVES, RISES, ChangeWord, DisplacementWord, ProofLevel

FURTHEST = 60
"""Months after the action beyond which waiting is not proposed."""

SURE = 0.9
"""Share of the change sought that is to be foreseen as detectable: then it will be most often, not every other time."""


class Step(StrEnum):
    """What a meeting may decide of an action."""

    CONTINUE = "continue"
    ADJUST = "adjust"
    EXTEND = "extend"
    STOP = "stop"
    WAIT = "wait"


class StepReason(StrEnum):
    """Why a step is proposed."""

    PROVEN = "proven"
    LIKELY = "likely"
    FOLLOW_AROUND = "follow_around"
    AROUND_UNSURE = "around_unsure"
    AROUND_UNSEEN = "around_unseen"
    MOVED = "moved"
    EXCLUDED = "excluded"
    WRONG_WAY = "wrong_way"
    CONTRADICTED = "contradicted"
    NEVER_SEEN = "never_seen"
    NEVER_BEFORE = "never_before"
    SEEN_LATER = "seen_later"


@dataclass(frozen=True)
class NextStep:
    """A proposal.

    Attributes
    ----------
    threshold : change that is sought, 0 to 1.
    rises : whether it is a rise.
    until : month in which enough will be known, of ``WAIT`` alone.
    """

    step: Step
    reason: StepReason
    threshold: float
    rises: bool = False
    until: pd.Timestamp | None = None


def next_step(study: Study, appraisal: Appraisal, *, running: bool = True) -> NextStep:
    """Propose what to do with an action, from its verdict, which no proposal contradicts.

    Parameters
    ----------
    study, appraisal : what was looked at, and what was concluded.
    running : whether it goes on; one that is over can only be taken up elsewhere, or not.

    Notes
    -----
    Sought and clear, with comparable zones, and the net effect of the action and around lying whole the way sought:
    extend. Sought: continue, or adjust where more facts moved than were gained. Stable: stop, as a change of the
    threshold is excluded; adjust without comparable zones. The other way: adjust. Neither shown nor excluded: wait
    until the first month in which a change of the threshold would probably be seen by the same method, the counts going
    on as before the action; adjust what is followed where that is more than five years after the start, or where what
    lacks lies before it.
    """
    verdict, moved = appraisal.verdict, appraisal.displacement.word if appraisal.displacement else None
    if verdict.word not in (*MOVES, ChangeWord.STABLE):
        step, reason, until = _later(study, appraisal)
        return NextStep(step, reason, study.threshold, study.rises, until)
    proven = verdict.proof_level in (ProofLevel.COMPARED, ProofLevel.CONTROLLED)
    if verdict.word in (RISES if study.rises else FALLS):
        step, reason = _sought(verdict.word, moved, proven)
    elif verdict.word == ChangeWord.STABLE:
        step, reason = Step.STOP if running and proven else Step.ADJUST, StepReason.EXCLUDED
    else:
        step, reason = Step.ADJUST, StepReason.WRONG_WAY
    return NextStep(step, reason, study.threshold, study.rises)


def _sought(word: ChangeWord, moved: DisplacementWord | None, proven: bool) -> tuple[Step, StepReason]:
    """What to do after a change the way sought."""
    is_clear = proven and word in (ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE)
    match moved:
        case DisplacementWord.ABOVE_GAIN:
            return Step.ADJUST, StepReason.MOVED
        case DisplacementWord.PARTIAL:
            return Step.CONTINUE, StepReason.FOLLOW_AROUND
        case DisplacementWord.NONE_SEEN | DisplacementWord.DIFFUSED if is_clear:
            return Step.EXTEND, StepReason.PROVEN
        case DisplacementWord.INSUFFICIENT_DATA if is_clear:
            return Step.CONTINUE, StepReason.AROUND_UNSURE
        case None if is_clear:
            return Step.CONTINUE, StepReason.AROUND_UNSEEN
        case _:
            return Step.CONTINUE, StepReason.LIKELY


def _later(study: Study, appraisal: Appraisal) -> tuple[Step, StepReason, pd.Timestamp | None]:
    """What to do where nothing is concluded yet."""
    method = methods()[appraisal.method]
    if {Reason.CONTRADICTED, Reason.YEAR_BEFORE} & {*appraisal.verdict.reasons}:
        return Step.ADJUST, StepReason.CONTRADICTED, None
    if study.n_before < method.months_before:
        return Step.ADJUST, StepReason.NEVER_BEFORE, None
    first = max(study.n_after + 1, method.months_after)
    enough = SURE * study.threshold
    is_seen = [method.foreseen(study, months) <= enough for months in (first, FURTHEST)]
    if not is_seen[1] or first > FURTHEST:
        return Step.ADJUST, StepReason.NEVER_SEEN, None
    low, high = first - 1, first if is_seen[0] else FURTHEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if method.foreseen(study, middle) <= enough else (middle, high)
    return Step.WAIT, StepReason.SEEN_LATER, study.start + pd.DateOffset(months=high)
