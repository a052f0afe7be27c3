"""The word for an effect, how much it proves, and why nothing more is concluded: codes and figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.statistics.arguments import checked_counts, checked_probabilities, checked_share
from analytics.statistics.evaluation.checks import CheckResult, Outcome
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.methods import methods
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.rates import Interval
from analytics.statistics.words import FALLS, RISES, ChangeWord, DisplacementWord, ProofLevel, change_words

MANY_ZONES = 20
"""Zones, treated and compared, from which a comparison is controlled."""
WEAKER = {
    ChangeWord.CLEAR_RISE: ChangeWord.PROBABLE_RISE,
    ChangeWord.CLEAR_FALL: ChangeWord.PROBABLE_FALL,
}


class Reason(StrEnum):
    """Why nothing is concluded."""

    FEW_MONTHS = "few_months"
    NOTHING_TREATED = "nothing_treated"
    NOTHING_COMPARED = "nothing_compared"
    NOTHING_VARIES = "nothing_varies"
    FEW_EVENTS = "few_events"
    CONTRADICTED = "contradicted"
    YEAR_BEFORE = "year_before"
    LITTLE_POWER = "little_power"
    NO_FALL = "no_fall"
    NO_RISE = "no_rise"
    FEW_COMPARED = "few_compared"
    FEW_AROUND = "few_around"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What may be concluded of one effect.

    Attributes
    ----------
    before, after : events of the action's zones in each period, on the same months of the year and as many of them;
        None where these are not known on both sides.
    effect : None where nothing could be estimated.
    reasons : why nothing is concluded; none where something is.
    failed : checks that failed.
    threshold, minimum, years : as given to ``verdict``.
    is_capped : whether nothing more than probable could be said.
    """

    word: ChangeWord
    proof_level: ProofLevel
    before: float | None
    after: float | None
    effect: Effect | None = None
    reasons: tuple[Reason, ...] = ()
    failed: tuple[CheckResult, ...] = ()
    threshold: float = 0.20
    minimum: float = 5
    years: float | None = None
    is_capped: bool = False

    @property
    def contradicting(self) -> tuple[CheckResult, ...]:
        """Failed checks that bear on the comparison itself."""
        return tuple(check for check in self.failed if check.decisive)

    @property
    def has_ratio(self) -> bool:
        """Whether counts are large enough for a percentage."""
        effect = self.effect
        return effect is not None and (effect.is_ratio or effect.expected >= self.minimum)


@dataclass(frozen=True, kw_only=True)
class DisplacementVerdict:
    """What happened around an action.

    Attributes
    ----------
    gain : events fewer than expected in the zones of the action (more, where it ``rises``), over the whole period; 0
        where there is no such change.
    around : effect in the zones around; None where there is no change to compare it with, or too few events.
    net : effect in the zones of the action and around together; None as ``around``.
    reason : why nothing is concluded; None where something is.
    """

    word: DisplacementWord
    proof_level: ProofLevel
    gain: float = 0.0
    around: Effect | None = None
    net: Effect | None = None
    rises: bool = False
    years: float | None = None
    reason: Reason | None = None


def verdict(
    effect: Effect,
    *,
    threshold: float = 0.20,
    minimum: float = 5,
    p_adjusted: float | None = None,
    checks: Sequence[CheckResult] = (),
    years: float | None = None,
    is_capped: bool = False,
) -> Verdict:
    """Conclude on an effect.

    Parameters
    ----------
    effect : as one of the methods gives it.
    threshold : change of interest, within 0..1 excluded, fixed before looking; 0.20 means 20 % either way.
    minimum : events needed in one of the two periods, >= 0.
    p_adjusted : its p-value once corrected for all that is judged together; None for an effect judged alone.
    checks : what was verified; those that failed weaken the verdict.
    years : length of the second period, > 0, by which differences are divided; None where it is shorter than one.
    is_capped : whether a change is at most probable: too few months before, or a method that proves no more.

    Raises
    ------
    ValueError
        ``threshold``, ``minimum`` or ``p_adjusted`` out of range.

    Notes
    -----
    The word is that of ``change_words`` on the interval of the ratio, at 95 % and 90 %. A cap leaves the one at 95 %
    alone, and what it would call clear is probable. One failed check that bears on the comparison makes a clear change
    probable; two, and nothing is concluded. Each lowers the proof level by one. No percentage is given below
    ``minimum`` events.
    """
    checked_share("threshold", threshold)
    checked_counts("minimum", minimum)
    adjusted = 0.0 if p_adjusted is None else float(checked_probabilities("p_adjusted", p_adjusted))
    enough = max(effect.before, effect.after) >= minimum
    word = ChangeWord(
        str(
            change_words(
                enough=enough,
                sure=effect.relative_interval(0.95),
                likely=effect.relative_interval(0.95 if is_capped else 0.90),
                threshold=threshold,
                p_adjusted=adjusted,
            )
        )
    )
    failed = tuple(check for check in checks if check.outcome is Outcome.FAILED)
    n_contradicting = sum(check.decisive for check in failed)
    if not enough:
        reason = Reason.FEW_EVENTS
    elif n_contradicting >= 2:
        reason = Reason.CONTRADICTED
    else:
        reason = Reason.LITTLE_POWER
    is_concluded = word is not ChangeWord.INSUFFICIENT_DATA and n_contradicting < 2
    concluded = WEAKER.get(word, word) if n_contradicting or is_capped else word
    return Verdict(
        word=concluded if is_concluded else ChangeWord.INSUFFICIENT_DATA,
        proof_level=_proof(effect, n_contradicting) if is_concluded else ProofLevel.NONE,
        before=effect.before,
        after=effect.after,
        effect=effect,
        reasons=() if is_concluded else (reason,),
        failed=failed,
        threshold=threshold,
        minimum=minimum,
        years=years,
        is_capped=is_capped,
    )


def displacement_verdict(
    local: Effect,
    around: Effect,
    net: Effect,
    word: ChangeWord,
    *,
    rises: bool = False,
    minimum: float = 5,
    years: float | None = None,
) -> DisplacementVerdict:
    """Conclude on what happened around an action.

    Parameters
    ----------
    local, around, net : effects in the zones of the action, in those around, and in both together.
    word : verdict on the action itself.
    rises : whether the action is meant to raise what is counted.
    minimum, years : see ``verdict``.

    Notes
    -----
    Facts can only have moved where the action is followed by the change that it seeks. Words follow the 95 % interval
    of the net effect. All of it the other way: more moved than was gained. All of it the way sought: a displacement as
    large as the gain is excluded, and the interval of ``around`` says whether a part moved or benefits spread. With 0
    within it, nothing is concluded.
    """
    if word not in (RISES if rises else FALLS) or (local.difference > 0) != rises:
        return _no_displacement(Reason.NO_RISE if rises else Reason.NO_FALL)
    if max(around.before, around.after) < minimum:
        return _no_displacement(Reason.FEW_AROUND)
    sought = 1 if rises else -1
    together, beside = (sought * _side(one.difference_interval()) for one in (net, around))
    if together < 0:
        seen = DisplacementWord.ABOVE_GAIN
    elif together == 0:
        seen = DisplacementWord.INSUFFICIENT_DATA
    else:
        seen = (DisplacementWord.NONE_SEEN, DisplacementWord.DIFFUSED, DisplacementWord.PARTIAL)[beside]
    is_unsure = seen is DisplacementWord.INSUFFICIENT_DATA
    return DisplacementVerdict(
        word=seen,
        proof_level=ProofLevel.NONE if is_unsure else ProofLevel.COMPARED,
        gain=abs(local.difference),
        around=around,
        net=net,
        rises=rises,
        years=years,
        reason=Reason.LITTLE_POWER if is_unsure else None,
    )


def adjusted(effects: Sequence[Effect | None]) -> list[float | None]:
    """P-values of effects judged together, those that exist corrected as one family (Benjamini & Hochberg)."""
    known = [effect.p_value for effect in effects if effect is not None]
    corrected = iter(adjust_p_values(known) if known else ())
    return [None if effect is None else float(next(corrected)) for effect in effects]


def _side(margin: Interval) -> int:
    """-1 where an interval lies below 0, 1 above, 0 where it holds 0."""
    return int(margin.low > 0) - int(margin.high < 0)


def _no_displacement(reason: Reason) -> DisplacementVerdict:
    return DisplacementVerdict(word=DisplacementWord.INSUFFICIENT_DATA, proof_level=ProofLevel.NONE, reason=reason)


def _proof(effect: Effect, n_contradicting: int) -> ProofLevel:
    wide = effect.n_treated > 1 and effect.n_treated + effect.n_compared >= MANY_ZONES
    level = min(methods()[effect.method].best_proof, ProofLevel.CONTROLLED if wide else ProofLevel.COMPARED)
    return ProofLevel(max(ProofLevel.OBSERVED, level - n_contradicting))
