"""No compared zone: the action's own series, its trend and its season taken away."""

from analytics.statistics.evaluation.autocorrelation import dependence
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.interrupted import interrupted_residuals, interrupted_time_series
from analytics.statistics.evaluation.methods import Method
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import SIGNIFICANCE, ProofLevel

MONTHS_OF_NEWEY_WEST = 6
COEFFICIENTS = 7
"""Constant, trend, step, two harmonics."""


def estimate(study: Study) -> Effect:
    """Step at the start; Newey-West errors where the months depend on each other and these errors are larger."""
    effect = interrupted_time_series(study.acted, start=study.n_before)
    p_value = dependence(interrupted_residuals(study.acted, study.n_before))
    if p_value is not None and p_value < SIGNIFICANCE:
        robust = interrupted_time_series(study.acted, start=study.n_before, newey_west_lags=MONTHS_OF_NEWEY_WEST)
        # Of so few months, errors robust to dependence are as often too small: they may widen a margin, not narrow it.
        effect = max(effect, robust, key=lambda one: one.standard_error)
    return effect.by_student(len(study.months) - COEFFICIENTS)


METHOD = Method(
    slug="interrupted_time_series",
    estimate=estimate,
    months_before=24,
    months_after=12,
    best_proof=ProofLevel.BEFORE_AFTER,
    priority=10,
)
