"""Whether the gap with the compared zones already moved before the action."""

import numpy as np

from analytics.statistics.arguments import Floats
from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect, Measure, limits
from analytics.statistics.evaluation.study import YEAR, Study
from analytics.statistics.evaluation.zone_changes import FEWEST, Compared, paule_mandel

FEWEST_MONTHS = 3 * YEAR
"""Months before under which the accident of one year passes for a trend."""


def run(study: Study, effect: Effect) -> CheckResult:
    """Compare the trend of the action's zones before it with those of the compared zones.

    Notes
    -----
    The trend of a zone is the first step of a Poisson regression on time, ``sum count (time - mean) / (events x
    variance of time)``, with variance ``1 / (events x variance of time)`` and that of the trends of the compared zones.
    Failed where the 95 % interval of the yearly ratio of both excludes 1.
    """
    own, events = study.acted[: study.n_before], study.events(study.compared)[: study.n_before]
    events = events[:, events.any(axis=0)]
    if study.n_before < FEWEST_MONTHS or not own.any():
        return CHECK.not_made(Obstacle.FEW_MONTHS)
    if events.shape[1] < FEWEST:
        return CHECK.not_made(Obstacle.FEW_ZONES)
    trends, variances = _trends(events)
    (trend,), (variance,) = _trends(own[:, None])
    among = Compared(trends, variances, paule_mandel(trends, variances))
    yearly, error = float(np.exp(trend - among.mean)), float(np.sqrt(variance + among.between + among.variance))
    margin = limits(Measure.RATIO, yearly, error, 0.95, among.freedom)
    outcome = Outcome.PASSED if margin.low <= 1 <= margin.high else Outcome.FAILED
    return CHECK.result(outcome, yearly=yearly, low=float(margin.low), high=float(margin.high))


def _trends(events: Floats) -> tuple[Floats, Floats]:
    """Yearly change of the logarithm of each zone, and its variance by chance."""
    years = np.arange(len(events)) / YEAR
    years -= years.mean()
    weights = events.sum(axis=0) * np.mean(years**2)
    return years @ events / weights, 1 / weights


CHECK = Check(name="pre_trend", order=10, run=run)
