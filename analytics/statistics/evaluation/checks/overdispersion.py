"""Whether months vary more than chance alone."""

from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.study import Study

OVERDISPERSED = 1.5


def run(study: Study, effect: Effect) -> CheckResult:
    """Read the dispersion of the months before (``Study.dispersion``), or that of the model of a series alone."""
    dispersion = study.dispersion if effect.n_compared else effect.dispersion
    if dispersion is None:
        return CHECK.not_made(Obstacle.FEW_MONTHS)
    outcome = Outcome.INFORMATIVE if dispersion > OVERDISPERSED else Outcome.PASSED
    return CHECK.result(outcome, dispersion=dispersion)


CHECK = Check(name="overdispersion", order=60, run=run, compares=False, decisive=False)
