"""Whether the conclusion stands when the zones around count among the compared ones."""

from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.sensitivity import against
from analytics.statistics.evaluation.study import Study


def run(study: Study, effect: Effect) -> CheckResult:
    """Measure the effect with the zones around among the compared ones; see ``sensitivity.against``."""
    if not study.around:
        return CHECK.not_made(Obstacle.NO_ZONE_AROUND)
    within = study.periods(study.of_compared + study.together(study.around))[:, None]
    ratios, stands = against(study, effect, within)
    outcome = Outcome.PASSED if stands[0] else Outcome.FAILED
    return CHECK.result(outcome, without=effect.relative, within=float(ratios[0]))


CHECK = Check(name="buffer", order=50, run=run)
