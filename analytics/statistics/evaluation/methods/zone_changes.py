"""The default: what the action's zones became, against how much compared zones changed by themselves."""

from analytics.statistics.evaluation.methods import Method
from analytics.statistics.evaluation.zone_changes import FEWEST, foreseen, zone_effect
from analytics.statistics.words import ProofLevel

METHOD = Method(
    slug="zone_changes",
    estimate=zone_effect,
    foreseen=foreseen,
    months_before=12,
    months_after=6,
    best_proof=ProofLevel.CONTROLLED,
    compared_zones=FEWEST,
    priority=30,
)
