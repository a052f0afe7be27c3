"""Whether the same computation finds an effect at dates when nothing began."""

from analytics.statistics.evaluation.checks import Check, CheckResult, Obstacle, Outcome
from analytics.statistics.evaluation.effects import Effect, two_sided
from analytics.statistics.evaluation.multiplicity import adjust_p_values
from analytics.statistics.evaluation.study import YEAR, Study
from analytics.statistics.evaluation.zone_changes import FEWEST, acted, compared
from analytics.statistics.words import SIGNIFICANCE

YEARS = 2
"""Years before the action under which no date leaves the same calendar months on both of its sides."""


def run(study: Study, effect: Effect) -> CheckResult:
    """Test a quarter, half and three quarters of the months before.

    Notes
    -----
    Only months before the action are read. Failed where one of the dates is significant after a Benjamini-Hochberg
    adjustment.
    """
    if study.n_before < YEARS * YEAR:
        return CHECK.not_made(Obstacle.FEW_MONTHS)
    p_values = [p_value for k in (1, 2, 3) if (p_value := _p_value(study, study.n_before * k // 4)) is not None]
    if not p_values:
        return CHECK.not_made(Obstacle.FEW_ZONES)
    n_significant = int((adjust_p_values(p_values) <= SIGNIFICANCE).sum())
    outcome = Outcome.FAILED if n_significant else Outcome.PASSED
    return CHECK.result(outcome, n_dates=len(p_values), n_significant=n_significant)


def _p_value(study: Study, cut: int) -> float | None:
    """P-value of an action that would have begun at this month; None without facts, or without enough zones."""
    own, others = (study.counted(zones, cut) for zones in (study.treated, study.compared))
    if not (own.before + own.after).any() or ((others.before + others.after) > 0).sum() < FEWEST:
        return None
    among = compared(others)
    change, error = acted(own, among).beside(among)
    return two_sided(change / error, among.freedom)


CHECK = Check(name="placebo_dates", order=20, run=run)
