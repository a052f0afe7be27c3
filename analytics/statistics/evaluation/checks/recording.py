"""Whether what is written down changed within the months compared, and alike everywhere."""

from analytics.statistics.evaluation.checks import Check, CheckResult, Outcome
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.study import Study


def run(study: Study, effect: Effect) -> CheckResult:
    """Read the known changes of recording that touch the zones studied."""
    first, last = study.months.index[0], study.months.index[-1]
    met = [change for change in study.recording if first < change.month <= last and _touches(change.zones, study)]
    months = tuple(change.month.date() for change in met)
    if not met:
        return CHECK.result(Outcome.PASSED, months=months)
    is_shared = bool(study.compared) and all(not change.zones for change in met)
    return CHECK.result(Outcome.INFORMATIVE if is_shared else Outcome.FAILED, months=months)


def _touches(zones: tuple[str, ...], study: Study) -> bool:
    return not zones or bool(set(zones) & {*study.treated, *study.compared})


CHECK = Check(name="recording", order=80, run=run, compares=False)
