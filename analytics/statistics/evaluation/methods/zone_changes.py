"""The default: what the action's zones became, against how much compared zones changed by themselves."""

import numpy as np

from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.methods import Expected, Method, Spans
from analytics.statistics.evaluation.study import Study
from analytics.statistics.evaluation.zone_changes import FEWEST, acted, compared, foreseen, zone_effect
from analytics.statistics.words import ProofLevel

QUARTER = 3
"""Months put together to see how the zones vary around the compared ones before the action."""


def expected(study: Study, effect: Effect, spans: Spans) -> Expected:
    """Facts of the compared zones, brought to the level of the action's before the start, to ``effect.expected`` after.

    Notes
    -----
    The variance of a span is that of ``zone_effect``, where the facts expected in the span stand for those counted
    after, times the dispersion of the quarters read before about what is expected in them (Pearson's statistic over
    their number less one, at least 1): zones have a season and months of their own.
    """
    own, others = study.acted, study.events(study.compared).sum(axis=1)
    read, after = slice(study.n_before), slice(study.first, None)
    months = others * own[read].sum() / max(others[read].sum(), 1.0)
    months[after] = others[after] * effect.expected / max(others[after].sum(), 1.0)
    quarters = [slice(end - QUARTER, end) for end in range(study.n_before, QUARTER - 1, -QUARTER)]
    counted, usual = (np.array([of[quarter].sum() for quarter in quarters]) for of in (own, months))
    dispersion = max(1.0, float(((counted - usual) ** 2 / np.maximum(usual, 0.5)).sum()) / max(len(quarters) - 1, 1))
    before, among = study.counted(study.treated), compared(study.counted(study.compared))
    level = 1 / (float(before.before.sum()) * before.per_event + 1) + acted(before, among).by_itself + among.variance
    return Expected(months, np.sqrt(level + dispersion / (spans @ months + 1)))


METHOD = Method(
    slug="zone_changes",
    estimate=zone_effect,
    foreseen=foreseen,
    expected=expected,
    months_before=12,
    months_after=6,
    best_proof=ProofLevel.CONTROLLED,
    compared_zones=FEWEST,
    priority=30,
)
