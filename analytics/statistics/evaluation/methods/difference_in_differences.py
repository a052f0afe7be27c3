"""Many compared zones: errors come from how the zones differ in their changes."""

import numpy as np
import pandas as pd

from analytics.statistics.evaluation.differences import difference_in_differences
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.methods import Method
from analytics.statistics.evaluation.study import Study
from analytics.statistics.words import ProofLevel

CLUSTERS_TREATED, CLUSTERS = 5, 20
"""Zones of the action, and in all, from which errors robust to dependence within zones hold."""


def estimate(study: Study) -> Effect:
    """Difference in differences of counts per zone and period."""
    zones = study.treated + study.compared
    periods = study.periods(study.months[list(zones)].to_numpy(dtype=float))
    panel = pd.DataFrame(
        {
            "zone": np.tile(zones, 2),
            "period": np.repeat([0, 1], len(zones)),
            "count": periods.ravel(),
            "months": np.repeat(study.lengths(), len(zones)),
            "treated": np.tile([zone in study.treated for zone in zones], 2),
        }
    )
    many = len(study.treated) >= CLUSTERS_TREATED and len(zones) >= CLUSTERS
    return difference_in_differences(
        panel,
        outcome="count",
        unit="zone",
        time="period",
        treated="treated",
        post="period",
        exposure="months",
        cluster="zone" if many else None,
        # The choices of zones are the same each time: an appraisal is replayed, not drawn again.
        rng=np.random.default_rng(0),
    )


METHOD = Method(
    slug="difference_in_differences",
    estimate=estimate,
    months_before=12,
    months_after=6,
    best_proof=ProofLevel.CONTROLLED,
    compared_zones=1,
    # Of fewer zones, their own variety does not tell the error; that of their months does.
    preferred_zones=6,
    priority=30,
)
