"""Few compared zones: brought to the size of the action's, errors widened by the dispersion of the months."""

from analytics.statistics.evaluation.displacement import weighted_displacement_difference
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.methods import Method
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import ProofLevel


def estimate(study: Study, zones: tuple[str, ...] | None = None) -> Effect:
    """Difference of ``zones`` (the action's by default) and of the compared ones brought to their size."""
    acted = study.periods(study.together(zones) if zones else study.acted)
    compared = study.periods(study.of_compared)
    return weighted_displacement_difference(
        control=compared,
        treated=acted,
        time_weights=study.lengths() / study.n_after,
        area_weights={"control": float((compared[0] + 0.5) / (acted[0] + 0.5))},
        dispersion=max(1.0, study.dispersion or 1.0),
    )


METHOD = Method(
    slug="weighted_displacement_difference",
    estimate=estimate,
    months_before=12,
    months_after=6,
    best_proof=ProofLevel.COMPARED,
    compared_zones=1,
    preferred_zones=1,
    priority=20,
)
