"""Whether the gap with the compared zones already moved before the action."""

import numpy as np

from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect, Measure, limits
from analytics.statistics.evaluation.study import Study

MONTHS = 12
"""Months before the action from which their trend is read."""


def run(study: Study, effect: Effect) -> CheckResult:
    """Test the trend of the share of the action's zones before the action.

    Notes
    -----
    Given the month's total, that share is binomial; its logit is regressed on time, errors widened by Pearson's
    dispersion where it exceeds 1. Failed where the 95 % interval of the yearly ratio excludes 1.
    """
    acted, compared = study.acted[: study.n_before], study.of_compared[: study.n_before]
    seen = acted + compared > 0
    if seen.sum() < MONTHS or not acted.any() or not compared.any():
        return CHECK.not_made(Obstacle.FEW_MONTHS)
    import statsmodels.api as sm

    years = np.flatnonzero(seen) / 12
    design = np.column_stack([np.ones(len(years)), years - years.mean()])
    fitted = sm.GLM(np.column_stack([acted, compared])[seen], design, family=sm.families.Binomial()).fit()
    dispersion = max(1.0, float(fitted.pearson_chi2 / fitted.df_resid))
    slope, error = float(fitted.params[1]), float(fitted.bse[1]) * np.sqrt(dispersion)
    yearly = float(np.exp(slope))
    margin = limits(Measure.RATIO, yearly, error, 0.95, float(fitted.df_resid))
    outcome = Outcome.PASSED if margin.low <= 1 <= margin.high else Outcome.FAILED
    return CHECK.result(outcome, yearly=yearly, low=float(margin.low), high=float(margin.high))


CHECK = Check(name="pre_trend", order=10, run=run)
