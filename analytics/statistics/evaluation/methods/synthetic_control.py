"""A mixture of zones that moved as the action's did before it, and what each zone's own mixture misses."""

import numpy as np
from scipy.special import stdtrit

from analytics.statistics.arguments import Floats
from analytics.statistics.evaluation.effects import Effect, Measure, limits, two_sided
from analytics.statistics.evaluation.methods import Expected, Method, Spans
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
    zones, mixed = _mixed(study)
    after = np.arange(len(zones)) >= study.first
    events, expected_events = zones[after].sum(axis=0), mixed[after].sum(axis=0)
    log_ratio, by_chance = _log_ratios(study, zones, mixed, after)
    clear = log_ratio / by_chance
    freedom = float(zones.shape[1] - 1)
    error = _error(log_ratio, by_chance)
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
        expected=float(expected_events[0]),
        detectable=float(np.expm1(margin) if study.rises else -np.expm1(-margin)),
        freedom=freedom,
        n_treated=len(study.treated),
        n_compared=zones.shape[1] - 1,
        p_value_places=float((np.abs(clear) >= abs(clear[0])).mean()),
    )


def expected(study: Study, _: Effect, spans: Spans) -> Expected:
    """Facts of the mixture; the error of a span is that which the other zones' mixtures have in it, as ``estimate``."""
    zones, mixed = _mixed(study)
    return Expected(mixed[:, 0], np.array([_error(*_log_ratios(study, zones, mixed, span)) for span in spans]))


def _mixed(study: Study) -> tuple[Floats, Floats]:
    """Facts per month of the action's zones together, then of each compared zone; those of their mixtures."""
    months = study.events(study.compared)
    zones = np.column_stack([study.acted, months[:, months[: study.n_before].any(axis=0)]])
    level = _level(study, zones)
    return zones, zones / level @ mixtures(zones[: study.n_before] / level) * level


def _level(study: Study, zones: Floats) -> Floats:
    return np.asarray(np.maximum(zones[: study.n_before].mean(axis=0), 0.5 / study.n_before))


def _log_ratios(study: Study, zones: Floats, mixed: Floats, span: Spans) -> tuple[Floats, Floats]:
    """Logarithm of the facts of each zone over those of its mixture, and its error by chance alone."""
    events, expected_events = zones[span].sum(axis=0), mixed[span].sum(axis=0)
    by_chance = np.sqrt(1 / (_level(study, zones) * study.n_before) + 1 / (expected_events + 0.5))
    return np.log((events + 0.5) / (expected_events + 0.5)), by_chance


def _error(log_ratio: Floats, by_chance: Floats) -> float:
    """Error of the first zone, from how clear the others are without an action."""
    return float(by_chance[0] * np.sqrt(np.mean((log_ratio[1:] / by_chance[1:]) ** 2)))


METHOD = Method(
    slug="synthetic_control",
    estimate=estimate,
    foreseen=foreseen,
    expected=expected,
    months_before=24,
    months_after=6,
    best_proof=ProofLevel.COMPARED,
    compared_zones=8,
    only_probable=True,
    priority=20,
)
