"""Whether the conclusion stands without each compared zone in turn."""

from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.sensitivity import against
from analytics.statistics.evaluation.study import Study


def run(study: Study, effect: Effect) -> CheckResult:
    """Measure the effect once without each compared zone; see ``sensitivity.against``."""
    if len(study.compared) < 3:
        return CHECK.not_made(Obstacle.FEW_ZONES)
    each = study.periods(study.months[list(study.compared)].to_numpy(dtype=float))
    ratios, stands = against(study, effect, study.periods(study.of_compared)[:, None] - each)
    outcome = Outcome.PASSED if stands.all() else Outcome.FAILED
    return CHECK.result(outcome, low=float(ratios.min()), high=float(ratios.max()))


CHECK = Check(name="leave_one_out", order=40, run=run)
