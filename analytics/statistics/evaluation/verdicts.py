"""The word for an effect, the sentence that bears it, how much it proves, and what limits it."""

from collections.abc import Sequence

import numpy as np

from analytics.statistics.arguments import checked_counts, checked_probabilities, checked_share
from analytics.statistics.evaluation.checks import Check, Outcome
from analytics.statistics.evaluation.effects import Effect, Measure, Method
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.evaluation.power import POWER_QUANTILES
from analytics.statistics.words import FALLS, ChangeWord, DisplacementWord, ProofLevel, Verdict, change_words
from analytics.text import verdicts as texts

MANY_ZONES = 20
"""Zones, treated and compared, from which a comparison is said to be controlled."""
WEAKER: dict[str, str] = {
    ChangeWord.CLEAR_RISE: ChangeWord.PROBABLE_RISE,
    ChangeWord.CLEAR_FALL: ChangeWord.PROBABLE_FALL,
}
SCALE = (ProofLevel.OBSERVED, ProofLevel.BEFORE_AFTER, ProofLevel.COMPARED, ProofLevel.CONTROLLED)


def verdict(
    effect: Effect,
    *,
    threshold: float = 0.20,
    minimum: float = 5,
    p_adjusted: float | None = None,
    checks: Sequence[Check] = (),
    years: float | None = None,
    noun: tuple[str, str] = ("fait", "faits"),
) -> Verdict:
    """Say what may be concluded of an effect.

    Parameters
    ----------
    effect : as one of the methods gives it.
    threshold : change of interest, within 0..1 excluded, fixed before looking; 0.20 means 20 % either way.
    minimum : events needed in one of the two periods, >= 0.
    p_adjusted : its p-value once corrected for all that is judged together; None for an effect judged alone.
    checks : what was verified; those that failed weaken the verdict.
    years : length of the second period, > 0; differences are then told per year.
    noun : what is counted, singular and plural.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        ``threshold``, ``minimum`` or ``p_adjusted`` out of range.

    Notes
    -----
    The word is that of ``change_words`` on the interval of the ratio, at 95 % and 90 %. One failed check that bears on
    the comparison makes a clear change only probable; two, and nothing is concluded. Each lowers the proof level by
    one. No percentage is told below ``minimum`` events.
    """
    checked_share("threshold", threshold)
    checked_counts("minimum", minimum)
    adjusted = 0.0 if p_adjusted is None else float(checked_probabilities("p_adjusted", p_adjusted))
    enough = max(effect.before, effect.after) >= minimum
    word = str(
        change_words(
            enough=enough,
            sure=effect.relative_interval(0.95),
            likely=effect.relative_interval(0.90),
            detectable=effect.detectable,
            threshold=threshold,
            p_adjusted=adjusted,
        )
    )
    failed = [check for check in checks if check.outcome is Outcome.FAILED]
    decisive = [check for check in failed if check.decisive]
    sentence = texts.detectable(effect.detectable)
    told = (texts.NOT_CAUSE, *(check.text for check in failed))
    if word != ChangeWord.INSUFFICIENT_DATA and len(decisive) < 2:
        said = WEAKER.get(word, word) if decisive else word
        return Verdict(
            said, _proof(effect, len(decisive)), _sentence(effect, said, years, minimum, noun), told, sentence
        )
    if not enough:
        reason = texts.too_few_events(int(np.ceil(minimum)), noun)
    elif len(decisive) >= 2:
        reason = texts.contradicted([texts.CHECK_NAMES[check.name] for check in decisive])
    else:
        reason = texts.too_little_power(effect.detectable, threshold)
    seen = texts.counts_seen(effect.before, effect.after, noun)
    return Verdict(ChangeWord.INSUFFICIENT_DATA, ProofLevel.NONE, texts.insufficient(reason, seen), told, sentence)


def displacement_verdict(
    local: Effect,
    around: Effect,
    word: str,
    *,
    minimum: float = 5,
    years: float | None = None,
    noun: tuple[str, str] = ("fait", "faits"),
) -> Verdict:
    """Say what happened around an action.

    Parameters
    ----------
    local, around : effects in the zones of the action and in those around, both as differences of events.
    word : verdict on the action itself.
    minimum, years, noun : see ``verdict``.

    Returns
    -------
    Verdict
        Its word is one of ``DisplacementWord``.

    Notes
    -----
    Facts can only have moved where the action is followed by a fall. The interval of ``around`` at 95 % gives the word:
    under 0, benefits spread; over 0, facts moved, above the gain where the estimate is at least as large; where it
    holds 0, no displacement is seen if one as large as the gain probably would have been, and else nothing is
    concluded.
    """
    if word not in FALLS or local.difference >= 0:
        return _unsaid(texts.displacement(gained=0, moved=None, word="", noun=noun, yearly=False, reason=texts.NO_FALL))
    if max(around.before, around.after) < minimum:
        return _unsaid(
            texts.displacement(gained=0, moved=None, word="", noun=noun, yearly=False, reason=texts.FEW_AROUND)
        )
    margin, gain = around.difference_interval(), -local.difference
    if margin.high < 0:
        said = DisplacementWord.DIFFUSED
    elif margin.low > 0:
        said = DisplacementWord.PARTIAL if around.difference < gain else DisplacementWord.ABOVE_GAIN
    elif POWER_QUANTILES * around.standard_error <= gain:
        said = DisplacementWord.NONE_SEEN
    else:
        said = DisplacementWord.INSUFFICIENT_DATA
    share = years or 1.0
    unsure = said is DisplacementWord.INSUFFICIENT_DATA
    sentence = texts.displacement(
        gained=-gain / share,
        moved=(around.difference / share, float(margin.low) / share, float(margin.high) / share),
        word=said,
        noun=noun,
        yearly=years is not None,
        reason=texts.WEAK_AROUND if unsure else "",
    )
    return Verdict(said, ProofLevel.NONE if unsure else ProofLevel.COMPARED, sentence, (texts.NOT_CAUSE,))


def _unsaid(sentence: str) -> Verdict:
    return Verdict(DisplacementWord.INSUFFICIENT_DATA, ProofLevel.NONE, sentence, ())


def adjusted(effects: Sequence[Effect | None]) -> list[float | None]:
    """P-values of effects judged together, those that exist corrected as one family (Benjamini & Hochberg)."""
    known = [effect.p_value for effect in effects if effect is not None]
    corrected = iter(adjust_p_values(known) if known else ())
    return [None if effect is None else float(next(corrected)) for effect in effects]


def _proof(effect: Effect, n_failed: int) -> ProofLevel:
    match effect.method:
        case Method.INTERRUPTED:
            level = ProofLevel.BEFORE_AFTER
        case Method.DIFFERENCES if effect.n_treated > 1 and effect.n_treated + effect.n_compared >= MANY_ZONES:
            level = ProofLevel.CONTROLLED
        case _:
            level = ProofLevel.COMPARED
    return SCALE[max(0, SCALE.index(level) - n_failed)]


def _sentence(effect: Effect, word: str, years: float | None, minimum: float, noun: tuple[str, str]) -> str:
    share = years or 1.0
    margin = effect.difference_interval()
    ratio = effect.relative_interval()
    counted = effect.measure is Measure.RATIO or effect.expected >= minimum
    return texts.effect(
        difference=effect.difference / share,
        low=float(margin.low) / share,
        high=float(margin.high) / share,
        ratio=(effect.relative, float(ratio.low), float(ratio.high)) if counted else None,
        method=effect.method,
        word=word,
        noun=noun,
        yearly=years is not None,
    )
