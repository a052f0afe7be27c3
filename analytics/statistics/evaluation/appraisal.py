"""Actions judged as the data allow: the method, its checks, the verdict, and what may have moved around."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.statistics.arguments import checked_share, refuse
from analytics.statistics.evaluation.checks import CheckResult, checks_of
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.methods import Method, allowed, choose
from analytics.statistics.evaluation.methods import methods as known_methods
from analytics.statistics.evaluation.methods.weighted_displacement_difference import estimate as displacement_effect
from analytics.statistics.evaluation.study import Study
from analytics.statistics.evaluation.verdicts import (
    DisplacementVerdict,
    Reason,
    Verdict,
    adjusted,
    displacement_verdict,
    verdict,
)
from analytics.statistics.words import ChangeWord, ProofLevel

YEAR = 12


@dataclass(frozen=True)
class Setting:
    """What a verdict rests on.

    Attributes
    ----------
    months_before, months_after : months studied.
    needed_before, needed_after : months without which the method estimates nothing.
    n_compared : zones that the action's are compared with; 0 where the method compares with none.
    n_together : actions whose p-values are corrected together.
    """

    months_before: int
    months_after: int
    needed_before: int
    needed_after: int
    n_compared: int
    n_together: int


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


def appraise(
    studies: Sequence[Study],
    *,
    methods: Sequence[str | None] | None = None,
    threshold: float = 0.20,
    minimum: float = 5,
) -> list[Appraisal]:
    """Judge actions that are shown together.

    Parameters
    ----------
    studies : one per action, those stopped among them; p-values are corrected over all.
    methods : slugs: of each study, another method than the one that ``choose`` names, among those that it ``allowed``.
    threshold : change of interest, within 0..1 excluded, fixed before looking.
    minimum : events needed in one of the two periods.

    Returns
    -------
    One appraisal per study, in their order.

    Raises
    ------
    ValueError
        ``threshold`` out of range, or a method that a study does not allow.

    Notes
    -----
    Each method is described in ``methods``, each check in ``checks``. An action without enough months or facts gets no
    estimate, with its reason, and is not counted among the tests.
    """
    checked_share("threshold", threshold)
    used = _used(studies, methods or [None] * len(studies))
    lacking = [_lacking(study, method) for study, method in zip(studies, used, strict=True)]
    effects = [
        None if lack else method.estimate(study) for study, method, lack in zip(studies, used, lacking, strict=True)
    ]
    together = sum(effect is not None for effect in effects)
    return [
        _concluded(study, method, effect, lack, p, together, threshold, minimum)
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
    threshold: float,
    minimum: float,
) -> Appraisal:
    setting = Setting(
        months_before=study.n_before,
        months_after=study.n_after,
        needed_before=method.months_before,
        needed_after=method.months_after,
        n_compared=len(study.compared) if method.compares else 0,
        n_together=together,
    )
    years = study.n_after / YEAR if study.n_after >= YEAR else None
    if effect is None:
        before, after = (float(events) for events in study.periods(study.acted))
        nothing = Verdict(
            word=ChangeWord.INSUFFICIENT_DATA,
            proof_level=ProofLevel.NONE,
            before=before,
            after=after,
            reasons=(lack,) if lack else (),
            threshold=threshold,
            minimum=minimum,
            years=years,
        )
        return Appraisal(method.slug, None, (), nothing, setting)
    checks = checks_of(study, effect)
    concluded = verdict(effect, threshold=threshold, minimum=minimum, p_adjusted=p_adjusted, checks=checks, years=years)
    moved = None
    if study.around and method.compares:
        local, around = displacement_effect(study), displacement_effect(study, study.around)
        moved = displacement_verdict(local, around, concluded.word, minimum=minimum, years=years)
    return Appraisal(method.slug, effect, checks, concluded, setting, moved)


def _lacking(study: Study, method: Method) -> Reason | None:
    """Why nothing can be estimated; None where something can."""
    if not method.has_months(study):
        return Reason.FEW_MONTHS
    if not study.acted.any():
        return Reason.NOTHING_TREATED
    if study.compared and not study.of_compared.any():
        return Reason.NOTHING_COMPARED
    if not study.compared and np.ptp(study.acted) == 0:
        return Reason.NOTHING_VARIES
    return None
