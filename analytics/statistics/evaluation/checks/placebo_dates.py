"""Whether the same computation finds an effect at dates when nothing began."""

import numpy as np

from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.differences import log_rate_ratio
from analytics.statistics.evaluation.effects import Effect, two_sided
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import SIGNIFICANCE

MONTHS = 6
"""Fewest months on each side of a date when nothing began."""


def run(study: Study, effect: Effect) -> CheckResult:
    """Test a quarter, half and three quarters of the months before.

    Notes
    -----
    Only months before the action are read. Failed where one of the dates is significant after a Benjamini-Hochberg
    adjustment.
    """
    cuts = sorted({study.n_before * k // 4 for k in (1, 2, 3)})
    cuts = [cut for cut in cuts if MONTHS <= cut <= study.n_before - MONTHS]
    before = np.stack([study.acted[: study.n_before], study.of_compared[: study.n_before]])
    if not cuts or not before.any(axis=1).all():
        return CHECK.not_made(Obstacle.FEW_MONTHS)
    running = np.insert(before.cumsum(axis=1), 0, 0, axis=1)[:, cuts]
    whole = before.sum(axis=1, keepdims=True)
    months = np.array([cuts, study.n_before - np.array(cuts)], dtype=float)
    # Shape (zones, events or months, periods, dates).
    acted, compared = (np.stack([np.stack([running[i], whole[i] - running[i]]), months]) for i in (0, 1))
    log_ratio, variance = log_rate_ratio(acted, compared)
    z = log_ratio / np.sqrt(variance * effect.dispersion)
    n_significant = int((adjust_p_values([two_sided(one, effect.freedom) for one in z]) <= SIGNIFICANCE).sum())
    outcome = Outcome.FAILED if n_significant else Outcome.PASSED
    return CHECK.result(outcome, n_dates=len(cuts), n_significant=n_significant)


CHECK = Check(name="placebo_dates", order=20, run=run)
