"""Whether another action bears on the same facts, in the same zones and the same months."""

from analytics.statistics.evaluation.checks import Check, CheckResult, Outcome, to_any
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.study import Study


def run(study: Study, effect: Effect) -> CheckResult:
    """Read the other actions that the study names."""
    names = study.simultaneous
    return CHECK.result(Outcome.FAILED if names else Outcome.PASSED, names=names)


CHECK = Check(name="simultaneous", order=90, run=run, applies=to_any)
