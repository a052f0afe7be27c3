"""Whether what is written down changed within the months compared, and as much everywhere."""

import numpy as np

from analytics.statistics.evaluation.checks import Check, CheckResult, Outcome, to_any
from analytics.statistics.evaluation.effects import Effect
from analytics.statistics.evaluation.study import YEAR, Recording, Study
from analytics.statistics.evaluation.zone_changes import FEWEST, changes, highest_between

EVEN = 0.10
"""Standard deviation of the uptake of zones, on the logarithm, under which a change of recording is alike in all."""


def run(study: Study, effect: Effect) -> CheckResult:
    """Read the known changes of recording that touch the zones studied.

    Notes
    -----
    One that touches a part of them fails the check: nothing tells it from the action. Of one that touches all, what
    zones differ by is in how the compared ones differ, unless it comes within a year of the start: the check then
    fails, except where the compared zones show that they took it up alike, the highest standard deviation that their
    changes allow at 95 % being at most ``EVEN``.
    """
    first, last = study.months.index[0], study.months.index[-1]
    met = [change for change in study.recording if first < change.month <= last and _touches(change.zones, study)]
    months = tuple(change.month.date() for change in met)
    if not met:
        return CHECK.result(Outcome.PASSED, months=months)
    n_apart = sum(not _touches_all(change.zones, study) for change in met)
    if effect.between is None or n_apart:
        return CHECK.result(Outcome.FAILED, months=months, n_apart=n_apart)
    near = [change for change in met if abs(_months_from_start(study, change)) <= YEAR]
    is_alike = all(_uptake(study, change) <= EVEN for change in near)
    return CHECK.result(Outcome.INFORMATIVE if is_alike else Outcome.FAILED, months=months, n_near=len(near))


def _uptake(study: Study, change: Recording) -> float:
    """Highest standard deviation of what compared zones became, in the year after the change over that before it."""
    rank = int((study.months.index < change.month).sum())
    events = study.events(study.compared)
    before, after = (
        events[period].sum(axis=0) for period in (slice(max(0, rank - YEAR), rank), slice(rank, rank + YEAR))
    )
    seen = before + after > 0
    if seen.sum() < FEWEST:
        return np.inf
    return float(np.sqrt(highest_between(*changes(before[seen], after[seen], 1.0))))


def _months_from_start(study: Study, change: Recording) -> int:
    return int((change.month.year - study.start.year) * YEAR + change.month.month - study.start.month)


def _touches(zones: tuple[str, ...], study: Study) -> bool:
    return not zones or bool(set(zones) & {*study.treated, *study.compared})


def _touches_all(zones: tuple[str, ...], study: Study) -> bool:
    return not zones or {*study.treated, *study.compared}.issubset(zones)


CHECK = Check(name="recording", order=80, run=run, applies=to_any)
