"""A mixture of zones that moved as the action's did before it, and what each zone's own mixture misses."""

import numpy as np
from scipy.special import stdtrit

from analytics.statistics.evaluation.effects import Effect, Measure, limits, two_sided
from analytics.statistics.evaluation.methods import Method
from analytics.statistics.evaluation.study import Study
from analytics.statistics.evaluation.synthetic import mixtures
from analytics.statistics.evaluation.zone_changes import foreseen
from analytics.statistics.words import ProofLevel


def estimate(study: Study) -> Effect:
    """Facts of the action's zones over those of their mixture.

    Notes
    -----
    Months of each zone are divided by their mean before, so that zones of any size mix. The logarithm of what a zone
    had after over its mixture, divided by what chance alone would let it vary, is as large in the zones without the
    action as they tell the margin: its mean square, and Student's law with as many degrees of freedom as there are.
    """
    months = study.events(study.compared)
    kept = months[: study.n_before].any(axis=0)
    zones = np.column_stack([study.acted, months[:, kept]])
    level = np.maximum(zones[: study.n_before].mean(axis=0), 0.5 / study.n_before)
    weights = mixtures(zones[: study.n_before] / level)
    events = zones[study.first :].sum(axis=0)
    expected = (zones[study.first :] / level @ weights).sum(axis=0) * level
    log_ratio = np.log((events + 0.5) / (expected + 0.5))
    by_chance = np.sqrt(1 / (level * study.n_before) + 1 / (expected + 0.5))
    clear = log_ratio / by_chance
    freedom = float(kept.sum())
    error = float(by_chance[0] * np.sqrt(np.mean(clear[1:] ** 2)))
    both = limits(Measure.RATIO, float(np.exp(log_ratio[0])), error, 0.95, freedom)
    margin = (stdtrit(freedom, 0.975) + stdtrit(freedom, 0.8)) * error
    return Effect(
        method="synthetic_control",
        measure=Measure.RATIO,
        estimate=float(np.exp(log_ratio[0])),
        standard_error=error,
        z=float(log_ratio[0] / error),
        p_value=two_sided(float(log_ratio[0] / error), freedom),
        low=float(both.low),
        high=float(both.high),
        before=float(study.counted(study.treated).before.sum()),
        after=float(events[0]),
        expected=float(expected[0]),
        detectable=float(np.expm1(margin) if study.rises else -np.expm1(-margin)),
        freedom=freedom,
        n_treated=len(study.treated),
        n_compared=int(kept.sum()),
        p_value_places=float((np.abs(clear) >= abs(clear[0])).mean()),
    )


METHOD = Method(
    slug="synthetic_control",
    estimate=estimate,
    foreseen=foreseen,
    months_before=24,
    months_after=6,
    best_proof=ProofLevel.COMPARED,
    compared_zones=8,
    only_probable=True,
    priority=20,
)
