"""Whether the conclusion stands when the zones around count among the compared ones."""

import numpy as np

from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect, Measure, limits
from analytics.statistics.evaluation.study import Study
from analytics.statistics.evaluation.zone_changes import acted, compared
from analytics.statistics.rates import Interval


def run(study: Study, effect: Effect) -> CheckResult:
    """Measure the effect with the zones around among the compared ones.

    Notes
    -----
    Passed where the 90 % interval excludes no change on the side that the 95 % one of the effect does.
    """
    around = study.counted(study.around) if study.around else None
    if around is None or not (around.before + around.after).any():
        return CHECK.not_made(Obstacle.NO_ZONE_AROUND)
    among, others = compared(study.counted(study.compared)), compared(around)
    own = acted(study.counted(study.treated), among)
    mean, variance = among.and_these(others)
    error = np.sqrt(own.by_chance + own.by_itself + variance)
    within = float(np.exp(own.change - mean))
    margin = limits(Measure.RATIO, within, error, 0.90, among.freedom + len(others.changes))
    stands = _side(effect.relative_interval(0.95)) in (0, _side(margin))
    return CHECK.result(Outcome.PASSED if stands else Outcome.FAILED, without=effect.relative, within=within)


def _side(margin: Interval) -> int:
    """-1 for a fall, 1 for a rise, 0 where the interval has no change within it."""
    return int(margin.low > 1) - int(margin.high < 1)


CHECK = Check(name="buffer", order=50, run=run)
