"""No compared zone: the action's own series, its trend and its season taken away."""

from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.interrupted import foreseen_error, interrupted_time_series, without_step
from analytics.statistics.evaluation.methods import Expected, Method, Spans
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import ProofLevel

COEFFICIENTS = 7
"""Constant, trend, step, two harmonics."""


def estimate(study: Study) -> Effect:
    """Step at the start, months depending on those before; facts before on the same months of the year as after."""
    effect = interrupted_time_series(study.acted, start=study.first, left_out=study.left_out, autoregressive=True)
    return replace(
        effect,
        before=float(study.counted(study.treated).before.sum()),
        detectable=_detectable(effect.standard_error, effect.freedom, study.rises),
    )


def foreseen(study: Study, n_after: int) -> float:
    """Smallest step that would probably be seen so many months after the start, months varying as before it."""
    before = study.acted[: study.n_before]
    if np.ptp(before) == 0:
        return np.inf
    error = foreseen_error(before, study.left_out, n_after)
    return _detectable(error, study.n_before + n_after - COEFFICIENTS, study.rises)


def expected(study: Study, _: Effect, spans: Spans) -> Expected:
    """Trend and season, without the step; the error of a span is that of the step, were its months the only ones."""
    return Expected(*without_step(study.acted, study.first, study.left_out, spans))


def _detectable(error: float, freedom: float, rises: bool) -> float:
    margin = (stdtrit(freedom, 0.975) + stdtrit(freedom, 0.8)) * error
    return float(np.expm1(margin) if rises else -np.expm1(-margin))


METHOD = Method(
    slug="interrupted_time_series",
    estimate=estimate,
    foreseen=foreseen,
    expected=expected,
    months_before=24,
    months_after=12,
    best_proof=ProofLevel.BEFORE_AFTER,
    only_probable=True,
    priority=10,
)
