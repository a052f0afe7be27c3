"""What could be done next with an action: a proposal with its reason, which a meeting takes or not."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from analytics.statistics.arguments import checked_share
from analytics.statistics.evaluation.appraisal import Appraisal
from analytics.statistics.evaluation.power import minimal_detectable_effect
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import FALLS, RISES, ChangeWord, DisplacementWord, ProofLevel

FURTHEST = 60
"""Months after the action beyond which waiting is not proposed."""


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
    MOVED = "moved"
    EXCLUDED = "excluded"
    CHANCE = "chance"
    WRONG_WAY = "wrong_way"
    UNCLEAR = "unclear"
    NEVER_SEEN = "never_seen"
    SEEN_LATER = "seen_later"


@dataclass(frozen=True)
class NextStep:
    """A proposal.

    Attributes
    ----------
    threshold : change that is sought, 0 to 1.
    until : month in which enough will be known, of ``WAIT`` alone.
    """

    step: Step
    reason: StepReason
    threshold: float
    until: pd.Timestamp | None = None


def next_step(
    study: Study, appraisal: Appraisal, *, threshold: float = 0.20, down: bool = True, running: bool = True
) -> NextStep:
    """Propose what to do with an action, from its verdict.

    Parameters
    ----------
    study, appraisal : what was looked at, and what was concluded.
    threshold : change that is sought, within 0..1 excluded.
    down : whether the action is to lower what is counted, rather than to raise it.
    running : whether it goes on; one that is over can only be taken up elsewhere, or not.

    Returns
    -------
    NextStep

    Raises
    ------
    ValueError
        ``threshold`` out of range.

    Notes
    -----
    Wished for and clear, with comparable zones and nothing moved around: extend. Wished for: continue, or adjust where
    facts moved around as much as was gained. Stable: stop, as a change of ``threshold`` is excluded; adjust without
    comparable zones. Compatible with chance, or the other way: adjust. Not enough data: wait until the first month in
    which a fall of ``threshold`` would probably be seen, the counts going on as before the action; adjust what is
    followed where that is more than five years after the start.
    """
    checked_share("threshold", threshold)
    word = appraisal.verdict.word
    moved = appraisal.displacement.word if appraisal.displacement else None
    if word == ChangeWord.INSUFFICIENT_DATA:
        return _wait(study, appraisal, threshold)
    proven = appraisal.verdict.proof_level in (ProofLevel.COMPARED, ProofLevel.CONTROLLED)
    if word in (FALLS if down else RISES):
        if moved == DisplacementWord.ABOVE_GAIN:
            return NextStep(Step.ADJUST, StepReason.MOVED, threshold)
        clear = word in (ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE)
        if clear and proven and moved != DisplacementWord.PARTIAL:
            return NextStep(Step.EXTEND, StepReason.PROVEN, threshold)
        reason = StepReason.FOLLOW_AROUND if moved == DisplacementWord.PARTIAL else StepReason.LIKELY
        return NextStep(Step.CONTINUE, reason, threshold)
    if word == ChangeWord.STABLE:
        return NextStep(Step.STOP if running and proven else Step.ADJUST, StepReason.EXCLUDED, threshold)
    reason = StepReason.CHANCE if word == ChangeWord.CHANCE else StepReason.WRONG_WAY
    return NextStep(Step.ADJUST, reason, threshold)


def _wait(study: Study, appraisal: Appraisal, threshold: float) -> NextStep:
    after = _months_needed(study, appraisal, threshold)
    if after is None:
        return NextStep(Step.ADJUST, StepReason.NEVER_SEEN, threshold)
    if after <= study.n_after:
        return NextStep(Step.ADJUST, StepReason.UNCLEAR, threshold)
    until = study.start + pd.DateOffset(months=after)
    return NextStep(Step.WAIT, StepReason.SEEN_LATER, threshold, until)


def _months_needed(study: Study, appraisal: Appraisal, threshold: float) -> int | None:
    """Months after the start from which a fall of ``threshold`` would probably be seen; None beyond ``FURTHEST``."""
    acted, compared = (float(counts[: study.n_before].sum()) for counts in (study.acted, study.of_compared))
    if acted == 0 or (study.compared and compared == 0):
        return None
    dispersion = max(1.0, appraisal.effect.dispersion) if appraisal.effect else 1.0
    months = np.arange(1, FURTHEST + 1)
    longer = months / study.n_before
    of_comparison = dispersion * (1 / compared + 1 / (compared * longer)) if study.compared else np.zeros_like(longer)
    seen = minimal_detectable_effect(
        np.full(FURTHEST, acted),
        exposure_ratio=longer,
        dispersion=np.full(FURTHEST, dispersion),
        comparison_variance=of_comparison,
    )
    enough = np.flatnonzero(np.asarray(seen) <= threshold)
    return int(months[enough[0]]) if enough.size else None
