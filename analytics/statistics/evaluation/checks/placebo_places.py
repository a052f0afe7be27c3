"""Whether zones without the action changed as clearly, each treated in turn as if it had it."""

from analytics.statistics.evaluation.checks import Check, CheckResult, Outcome
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import SIGNIFICANCE

RARE_SHARE, COMMON_SHARE = 0.05, 0.20
"""Shares of the zones that change as clearly, under which a clear effect stands, and over which it does not."""


def run(study: Study, effect: Effect) -> CheckResult:
    """Compare a clear effect with the share of the compared zones that change as clearly."""
    share, n_zones = effect.p_value_places or 0.0, effect.n_compared
    if effect.p_value > SIGNIFICANCE:
        outcome = Outcome.INFORMATIVE
    elif share <= max(RARE_SHARE, 1 / (n_zones + 1)):
        outcome = Outcome.PASSED
    else:
        outcome = Outcome.FAILED if share > COMMON_SHARE else Outcome.INFORMATIVE
    return CHECK.result(outcome, n_zones=n_zones, n_as_clear=round(share * (n_zones + 1)) - 1)


CHECK = Check(name="placebo_places", order=30, run=run, applies=lambda effect: effect.p_value_places is not None)
