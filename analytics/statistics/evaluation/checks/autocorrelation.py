"""Whether the gap of a month tells that of the next ones."""

from collections.abc import Iterator

import numpy as np

from analytics.statistics.arguments import Floats
from analytics.statistics.evaluation.autocorrelation import dependence
from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.interrupted import interrupted_residuals
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import SIGNIFICANCE


def run(study: Study, effect: Effect) -> CheckResult:
    """Test the residuals of the share of the action's zones, each period having its own, or of the model of a series.

    See ``dependence``.
    """
    residuals = (
        np.concatenate(list(_residuals(study)))
        if effect.n_compared
        else interrupted_residuals(study.acted, study.n_before)
    )
    p_value = dependence(residuals)
    if p_value is None:
        return CHECK.not_made(Obstacle.FEW_MONTHS)
    return CHECK.result(Outcome.FAILED if p_value < SIGNIFICANCE else Outcome.PASSED, p_value=p_value)


def _residuals(study: Study) -> Iterator[Floats]:
    """Standardised gaps of the months of each period."""
    for period in (slice(study.n_before), slice(study.n_before, None)):
        acted, compared = study.acted[period], study.of_compared[period]
        total = acted + compared
        share = acted.sum() / total.sum() if total.sum() else 0.0
        spread = np.sqrt(total * share * (1 - share))
        yield np.divide(acted - total * share, spread, out=np.zeros_like(total), where=spread > 0)


CHECK = Check(name="autocorrelation", order=70, run=run, compares=False, decisive=False)
