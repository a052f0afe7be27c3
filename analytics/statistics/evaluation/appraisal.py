"""Actions judged as the data allow: the method, its checks, the verdict, and what may have moved around."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.statistics.arguments import refuse
from analytics.statistics.evaluation.checks import CheckResult, checks_of
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.methods import Method, allowed, choose
from analytics.statistics.evaluation.methods import methods as known_methods
from analytics.statistics.evaluation.study import YEAR, Study
from analytics.statistics.evaluation.verdicts import (
    DisplacementVerdict,
    Reason,
    Verdict,
    adjusted,
    displacement_verdict,
    verdict,
)
from analytics.statistics.evaluation.zone_changes import zone_effect
from analytics.statistics.words import FALLS, RISES, ChangeWord, ProofLevel

YEARS = 2
"""Years read before the action under which a change is at most probable."""


@dataclass(frozen=True)
class Setting:
    """What a verdict rests on.

    Attributes
    ----------
    months_before, months_after : months read.
    left_out : months just before the action that are not.
    rises : whether the action is meant to raise what is counted.
    needed_before, needed_after : months without which the method estimates nothing.
    n_compared : zones that the action's are compared with; 0 where the method compares with none.
    n_together : actions whose p-values are corrected together.
    """

    months_before: int
    left_out: int
    months_after: int
    needed_before: int
    needed_after: int
    n_compared: int
    n_together: int
    rises: bool = False


@dataclass(frozen=True)
class Appraisal:
    """What is concluded of one action.

    Attributes
    ----------
    method : slug of the method used.
    effect : None where nothing could be estimated.
    displacement : verdict on the zones around; None where none is designated, or without comparison.
    """

    method: str
    effect: Effect | None
    checks: tuple[CheckResult, ...]
    verdict: Verdict
    setting: Setting
    displacement: DisplacementVerdict | None = None

    @property
    def sought(self) -> float:
        """The relative change that the action should have at least: under 0, unless it should raise what it follows."""
        return self.verdict.threshold if self.setting.rises else -self.verdict.threshold


def appraise(
    studies: Sequence[Study],
    *,
    methods: Sequence[str | None] | None = None,
    minimum: float = 5,
) -> list[Appraisal]:
    """Judge actions that are shown together.

    Parameters
    ----------
    studies : one per action, those stopped among them; p-values are corrected over all.
    methods : slugs: of each study, another method than the one that ``choose`` names, among those that it ``allowed``.
    minimum : events needed in one of the two periods.

    Returns
    -------
    One appraisal per study, in their order.

    Raises
    ------
    ValueError
        A method that a study does not allow.

    Notes
    -----
    Each method is described in ``methods``, each check in ``checks``. An action without enough months or facts gets no
    estimate, with its reason, and is not counted among the tests.
    """
    used = _used(studies, methods or [None] * len(studies))
    lacking = [_lacking(study, method) for study, method in zip(studies, used, strict=True)]
    effects = [
        None if lack else method.estimate(study) for study, method, lack in zip(studies, used, lacking, strict=True)
    ]
    together = sum(effect is not None for effect in effects)
    return [
        _concluded(study, method, effect, lack, p, together, minimum)
        for study, method, effect, lack, p in zip(studies, used, effects, lacking, adjusted(effects), strict=True)
    ]


def _used(studies: Sequence[Study], slugs: Sequence[str | None]) -> list[Method]:
    known = known_methods()
    refuse("methods", [slug is not None and slug not in known for slug in slugs], "must be known")
    used = [known[slug] if slug else choose(study) for study, slug in zip(studies, slugs, strict=True)]
    not_allowed = [method not in allowed(study) for study, method in zip(studies, used, strict=True)]
    refuse("methods", not_allowed, "must be allowed by their studies")
    return used


def _concluded(
    study: Study,
    method: Method,
    effect: Effect | None,
    lack: Reason | None,
    p_adjusted: float | None,
    together: int,
    minimum: float,
) -> Appraisal:
    setting = Setting(
        months_before=study.n_before,
        left_out=study.left_out,
        months_after=study.n_after,
        needed_before=method.months_before,
        needed_after=method.months_after,
        n_compared=len(study.compared) if method.compares else 0,
        n_together=together,
        rises=study.rises,
    )
    years = study.n_after / YEAR if study.n_after >= YEAR else None
    if effect is None:
        own = study.counted(study.treated) if study.n_before >= YEAR else None
        nothing = Verdict(
            word=ChangeWord.INSUFFICIENT_DATA,
            proof_level=ProofLevel.NONE,
            before=float(own.before.sum()) if own else None,
            after=float(own.after.sum()) if own else None,
            reasons=(lack,) if lack else (),
            threshold=study.threshold,
            minimum=minimum,
            years=years,
        )
        return Appraisal(method.slug, None, (), nothing, setting)
    checks = checks_of(study, effect)
    concluded = verdict(
        effect,
        threshold=study.threshold,
        minimum=minimum,
        p_adjusted=p_adjusted,
        checks=checks,
        years=years,
        is_capped=method.only_probable or study.n_before < YEARS * YEAR,
    )
    if study.left_out and concluded.word in (FALLS if study.rises else RISES):
        concluded = _once_all_is_read(study, method, concluded)
    moved = None
    if study.around and effect.between is not None:
        moved = displacement_verdict(
            effect,
            zone_effect(study, study.around),
            zone_effect(study, study.treated + study.around),
            concluded.word,
            rises=study.rises,
            minimum=minimum,
            years=years,
        )
    return Appraisal(method.slug, effect, checks, concluded, setting, moved)


def _once_all_is_read(study: Study, method: Method, concluded: Verdict) -> Verdict:
    """A change the wrong way, where it stands with the months left out read as well; else nothing is concluded.

    A place that was chosen for how far its last year stood out has years before it that are as far the other way: read
    alone, they make an action that did nothing look harmful.
    """
    margin = method.estimate(replace(study, left_out=0)).relative_interval(0.95)
    if (margin.high < 1) if study.rises else (margin.low > 1):
        return concluded
    return replace(
        concluded,
        word=ChangeWord.INSUFFICIENT_DATA,
        proof_level=ProofLevel.NONE,
        reasons=(Reason.YEAR_BEFORE,),
    )


def _lacking(study: Study, method: Method) -> Reason | None:
    """Why nothing can be estimated; None where something can."""
    if not method.has_months(study):
        return Reason.FEW_MONTHS
    read = study.acted[np.r_[0 : study.n_before, study.first : len(study.months)]]
    if not read.any():
        return Reason.NOTHING_TREATED
    if method.compares:
        n_seen = int((study.counted(study.compared).before > 0).sum())
        if n_seen < method.compared_zones:
            return Reason.FEW_COMPARED if n_seen else Reason.NOTHING_COMPARED
    elif np.ptp(read) == 0:
        return Reason.NOTHING_VARIES
    return None
