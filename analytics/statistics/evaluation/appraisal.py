"""Actions judged as the data allow: the method, its checks, the verdict, and what may have moved around."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.statistics.arguments import checked_share, refuse
from analytics.statistics.evaluation.checks import Check, Outcome, autocorrelation, checks_of, monthly_dispersion
from analytics.statistics.evaluation.differences import difference_in_differences
from analytics.statistics.evaluation.displacement import weighted_displacement_difference
from analytics.statistics.evaluation.effects import Effect, Method
from analytics.statistics.evaluation.interrupted import interrupted_time_series
from analytics.statistics.evaluation.study import Study
from analytics.statistics.evaluation.verdicts import adjusted, displacement_verdict, verdict
from analytics.statistics.words import ChangeWord, ProofLevel, Verdict
from analytics.text import verdicts as texts

MONTHS_NEEDED = {Method.INTERRUPTED: (24, 12), Method.DIFFERENCES: (12, 6), Method.DISPLACEMENT: (12, 6)}
"""Months before and after the action without which nothing is concluded."""
ZONES_OF_DIFFERENCES = 6
"""Compared zones from which their own variety tells the error; of fewer, that of their months does."""
CLUSTERS_TREATED, CLUSTERS = 5, 20
"""Zones of the action, and in all, from which errors robust to dependence within zones hold."""
MONTHS_OF_NEWEY_WEST = 6
COEFFICIENTS = 7
"""Of an interrupted series: constant, trend, step, two harmonics."""
YEAR = 12


@dataclass(frozen=True)
class Appraisal:
    """What is said of one action.

    Attributes
    ----------
    method : the one that the data allow.
    effect : None where nothing could be estimated.
    displacement : verdict on the zones around; None where none is designated, or without comparison.
    """

    method: Method
    effect: Effect | None
    checks: tuple[Check, ...]
    verdict: Verdict
    displacement: Verdict | None = None


def appraise(
    studies: Sequence[Study],
    *,
    methods: Sequence[Method | None] | None = None,
    threshold: float = 0.20,
    minimum: float = 5,
) -> list[Appraisal]:
    """Judge actions that are shown together.

    Parameters
    ----------
    studies : one per action, those stopped among them; p-values are corrected over all.
    methods : of each study, another method than the one that ``choose`` names, among those that it ``allowed``.
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
    Without compared zones, an interrupted series (trend, step, two harmonics, Student's law; Newey-West errors over six
    months where its residuals depend on each other and these errors are larger). With fewer than six, a displacement
    difference, the compared zones brought to the size of the action's, errors widened by the dispersion of the months.
    With more, difference in differences, whose errors come from how the zones differ in their changes. An action
    without enough months or facts is « données insuffisantes » with its reason, and is not counted among the tests.
    """
    checked_share("threshold", threshold)
    asked = methods or [None] * len(studies)
    used = [method or choose(study) for study, method in zip(studies, asked, strict=True)]
    refuse("methods", [m not in allowed(s) for s, m in zip(studies, used, strict=True)], "needs compared zones")
    lacking = [_lacking(study, method) for study, method in zip(studies, used, strict=True)]
    effects = [
        None if lack else _effect(study, method) for study, method, lack in zip(studies, used, lacking, strict=True)
    ]
    together = sum(effect is not None for effect in effects)
    return [
        _concluded(study, method, effect, lack, p, together, threshold, minimum)
        for study, method, effect, lack, p in zip(studies, used, effects, lacking, adjusted(effects), strict=True)
    ]


def allowed(study: Study) -> tuple[Method, ...]:
    """Methods that a study may be judged by: those that compare want compared zones."""
    return (Method.DIFFERENCES, Method.DISPLACEMENT, Method.INTERRUPTED) if study.compared else (Method.INTERRUPTED,)


def choose(study: Study) -> Method:
    """Name the method that a study allows; see ``appraise``."""
    if not study.compared:
        return Method.INTERRUPTED
    return Method.DIFFERENCES if len(study.compared) >= ZONES_OF_DIFFERENCES else Method.DISPLACEMENT


def _concluded(
    study: Study,
    method: Method,
    effect: Effect | None,
    lack: str,
    p_adjusted: float | None,
    together: int,
    threshold: float,
    minimum: float,
) -> Appraisal:
    if effect is None:
        before, after = study.periods(study.acted)
        seen = texts.counts_seen(before, after, study.noun)
        said = Verdict(ChangeWord.INSUFFICIENT_DATA, ProofLevel.NONE, texts.insufficient(lack, seen), ())
        return Appraisal(method, None, (), said)
    checks = checks_of(study, effect)
    years = study.n_after / YEAR
    said = verdict(
        effect,
        threshold=threshold,
        minimum=minimum,
        p_adjusted=p_adjusted,
        checks=checks,
        years=years if study.n_after >= YEAR else None,
        noun=study.noun,
    )
    compares = method is not Method.INTERRUPTED
    n_compared = len(study.compared) if compares else 0
    setting = texts.setting(study.n_before, study.n_after, n_compared, effect.dispersion, together)
    warned = (texts.FEW_MONTHS_BEFORE,) if study.n_before < 2 * YEAR else ()
    said = Verdict(said.word, said.proof_level, said.sentence, (setting, *said.limits, *warned), said.detectable)
    moved = _around(study, said, minimum) if study.around and compares else None
    return Appraisal(method, effect, checks, said, moved)


def _lacking(study: Study, method: Method) -> str:
    """Why nothing can be estimated; empty where it can."""
    needed = MONTHS_NEEDED[method]
    if study.n_before < needed[0] or study.n_after < needed[1]:
        return texts.too_few_months(study.n_before, study.n_after, needed)
    if not study.acted.any():
        return texts.nothing_recorded("dans les zones de l’action")
    if study.compared and not study.beside.any():
        return texts.nothing_recorded("dans les zones comparables")
    if not study.compared and np.ptp(study.acted) == 0:
        return texts.nothing_varies()
    return ""


def _effect(study: Study, method: Method) -> Effect:
    match method:
        case Method.DIFFERENCES:
            return _differences(study)
        case Method.DISPLACEMENT:
            return _displacement(study)
        case _:
            return _interrupted(study)


def _differences(study: Study) -> Effect:
    zones = study.treated + study.compared
    periods = study.periods(study.months[list(zones)].to_numpy(dtype=float))
    panel = pd.DataFrame(
        {
            "zone": np.tile(zones, 2),
            "period": np.repeat([0, 1], len(zones)),
            "count": periods.ravel(),
            "months": np.repeat(study.lengths(), len(zones)),
            "treated": np.tile([zone in study.treated for zone in zones], 2),
        }
    )
    many = len(study.treated) >= CLUSTERS_TREATED and len(zones) >= CLUSTERS
    return difference_in_differences(
        panel,
        outcome="count",
        unit="zone",
        time="period",
        treated="treated",
        post="period",
        exposure="months",
        cluster="zone" if many else None,
        # The choices of zones are the same each time: an appraisal is replayed, not drawn again.
        rng=np.random.default_rng(0),
    )


def _displacement(study: Study, zones: tuple[str, ...] | None = None) -> Effect:
    """Difference of ``zones`` (the action's by default) and of the compared ones brought to their size."""
    acted = study.periods(study.together(zones) if zones else study.acted)
    beside = study.periods(study.beside)
    return weighted_displacement_difference(
        control=beside,
        treated=acted,
        time_weights=study.lengths() / study.n_after,
        area_weights={"control": float((beside[0] + 0.5) / (acted[0] + 0.5))},
        dispersion=max(1.0, monthly_dispersion(study) or 1.0),
    )


def _interrupted(study: Study) -> Effect:
    effect = interrupted_time_series(study.acted, start=study.n_before)
    if autocorrelation(study, effect).outcome is Outcome.FAILED:
        robust = interrupted_time_series(study.acted, start=study.n_before, newey_west_lags=MONTHS_OF_NEWEY_WEST)
        # Of so few months, errors robust to dependence are as often too small: they may widen a margin, not narrow it.
        effect = max(effect, robust, key=lambda one: one.standard_error)
    return effect.by_student(len(study.months) - COEFFICIENTS)


def _around(study: Study, said: Verdict, minimum: float) -> Verdict:
    local, moved = _displacement(study), _displacement(study, study.around)
    return displacement_verdict(
        local,
        moved,
        said.word,
        minimum=minimum,
        years=study.n_after / YEAR if study.n_after >= YEAR else None,
        noun=study.noun,
    )
