"""Whether the actions of the register worked: what each follows, what it is compared with, what is found, what next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from analytics.disclosure import ProtectedTable, protect
from analytics.evaluation import Appraisal, NextStep, Recording, Study, appraise, next_step
from analytics.indicators import indicator
from analytics.views import Observatory, counts
from analytics.views.places import adjacency
from data import register
from data.model import Kind, Level, Period, Scope, add_months
from data.warehouse import repository

MOST_COMPARED = 10
"""Zones proposed for comparison, the likest first."""
MONTHS_APART = 6
"""Two actions that begin in one place within so many months of each other are not told apart."""
LEVELS = (Level.QUARTIER, Level.QPV, Level.IRIS, Level.BAILLEUR)
"""Where the zones of an action are looked for, in this order."""


@dataclass(frozen=True)
class Followed:
    """Facts that an action should change: an indicator, or one category of it."""

    indicator: str
    category: str | None = None


@dataclass(frozen=True)
class Asked:
    """An action, as its evaluation needs it.

    Attributes
    ----------
    name : of the action, unique in the register.
    zones : codes or labels of its zones; none for the whole commune.
    followed : facts that it should change; without any, nothing is judged.
    down : whether it should lower them.
    compared, around : codes of the zones fixed for its evaluation; None: they are proposed.
    """

    name: str
    champ: str
    zones: tuple[str, ...]
    start: date
    end: date | None = None
    followed: tuple[Followed, ...] = ()
    down: bool = True
    compared: tuple[str, ...] | None = None
    around: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Evaluated:
    """What was looked at, and what is said.

    Attributes
    ----------
    level : where its zones were found.
    study, appraisal, step : None where nothing could be counted; ``obstacle`` then says why: no such ``zones``, nothing
        ``followed``, no ``months`` on both sides of its start.
    """

    asked: Asked
    level: Level
    study: Study | None = None
    appraisal: Appraisal | None = None
    step: NextStep | None = None
    obstacle: str = ""


def evaluate(source: Observatory, asked: Sequence[Asked], *, threshold: float = 0.20) -> list[Evaluated]:
    """Judge actions together, in the order given; see ``evaluation.appraise``.

    Notes
    -----
    Months are those that every source of the followed facts gave, without a gap, up to the end of the action or to the
    beginning of another one on the same facts in the same place, more than six months later.
    """
    found = [_studied(source, one, asked) for one in asked]
    appraisals = iter(appraise([one.study for one in found if one.study is not None], threshold=threshold))
    judged = []
    for one in found:
        if one.study is not None:
            appraisal = next(appraisals)
            running = one.asked.end is None
            step = next_step(one.study, appraisal, threshold=threshold, down=one.asked.down, running=running)
            one = replace(one, appraisal=appraisal, step=step)
        judged.append(one)
    return judged


def table(source: Observatory, scope: Scope, asked: tuple[Asked, ...]) -> ProtectedTable:
    """Verdicts of actions, past the gate.

    Returns
    -------
    One row per action: ``action``, ``champ``, ``n_before``, ``n_after`` (facts of its zones), ``method``, ``estimate``,
    ``low``, ``high`` (ratio of rates, or difference of facts), ``detectable``, ``word``, ``proof_level``, ``sentence``,
    ``step``, ``reason``, ``until``, and the whole ``evaluated``, all of it withheld where a count is; ``obstacle``
    where nothing could be counted.
    """
    rows = pd.DataFrame([_row(one) for one in evaluate(source, asked)])
    rows[["n_before", "n_after"]] = rows[["n_before", "n_after"]].astype("Int64")
    return protect(rows, counts.policy(source, scope))


def zones_of(source: Observatory, zones: Collection[str]) -> tuple[Level, tuple[str, ...]] | None:
    """Level at which all zones of an action are found, with their codes; None where there is none.

    The whole commune, where it names no zone.
    """
    if not zones:
        return Level.COMMUNE, tuple(counts.zones(source, Level.COMMUNE)["zone_code"])
    for level in LEVELS:
        if level not in repository.zones_at_levels(source.connection):
            continue
        units = counts.zones(source, level)
        codes = {
            **dict(zip(units["zone_label"], units["zone_code"], strict=True)),
            **{c: c for c in units["zone_code"]},
        }
        if all(zone in codes for zone in zones):
            return level, tuple(codes[zone] for zone in zones)
    return None


def proposed(
    source: Observatory, asked: Asked, others: Sequence[Asked] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Zones to compare an action with, the likest first, and zones around it where facts may move: codes."""
    where = zones_of(source, asked.zones)
    if where is None or where[0] is Level.COMMUNE:
        return (), ()
    level, treated = where
    months = _months(source, level, asked.followed)
    return _proposed(source, asked, level, treated, months, others)


def _studied(source: Observatory, asked: Asked, others: Sequence[Asked]) -> Evaluated:
    where, followed = zones_of(source, asked.zones), asked.followed
    if where is None:
        return Evaluated(asked, Level.COMMUNE, obstacle="zones")
    level, treated = where
    if not followed:
        return Evaluated(asked, level, obstacle="followed")
    rivals = _rivals(source, asked, treated, others)
    months = _months(source, level, followed)
    end = min([one.start for one in rivals if add_months(asked.start, MONTHS_APART) < one.start], default=None)
    ends = [day for day in (asked.end, end) if day is not None]
    months = months[months.index < pd.Timestamp(add_months(min(ends), 0))] if ends else months
    start = pd.Timestamp(add_months(asked.start, 0))
    if months.empty or not months.index[0] < start <= months.index[-1]:
        return Evaluated(asked, level, obstacle="months")
    if level is not Level.COMMUNE and asked.compared is None:
        compared, around = _proposed(source, asked, level, treated, months, others)
    else:
        compared, around = asked.compared or (), asked.around or ()
    study = Study(
        months,
        treated,
        compared,
        start,
        around,
        recording=_recordings(source, followed),
        simultaneous=tuple(one.name for one in rivals if abs(_months_between(one.start, asked.start)) <= MONTHS_APART),
    )
    return Evaluated(asked, level, study)


def _row(one: Evaluated) -> dict[str, object]:
    row: dict[str, object] = {
        "action": one.asked.name,
        "champ": one.asked.champ,
        "obstacle": one.obstacle,
        "evaluated": one,
    }
    names = (
        "n_before",
        "n_after",
        "method",
        "estimate",
        "low",
        "high",
        "detectable",
        "word",
        "proof_level",
        "sentence",
        "step",
        "reason",
        "until",
    )
    row |= dict.fromkeys(names)
    if one.study is None or one.appraisal is None or one.step is None:
        return row
    effect, said = one.appraisal.effect, one.appraisal.verdict
    before, after = one.study.periods(one.study.acted)
    row |= {
        "n_before": int(before),
        "n_after": int(after),
        "method": one.appraisal.method,
        "word": said.word,
        "proof_level": said.proof_level,
        "sentence": said.sentence,
        "step": one.step.step,
        "reason": one.step.reason,
        "until": one.step.until,
    }
    if effect is not None:
        row |= {name: getattr(effect, name) for name in ("estimate", "low", "high", "detectable")}
    return row


def _months(source: Observatory, level: Level, followed: Sequence[Followed]) -> pd.DataFrame:
    """Facts followed, per month that all their sources gave and per zone; the last months without a gap."""
    by_kind: dict[Kind, set[str] | None] = {}
    for one in followed:
        asked = indicator(one.indicator)
        kept = {one.category} if one.category else set(asked.categories) or None
        held = by_kind.get(asked.kind, set())
        by_kind[asked.kind] = None if kept is None or held is None else held | kept
    covered = [set(repository.covered_months(source.connection, kind=kind, level=level)) for kind in by_kind]
    shared = sorted(set.intersection(*covered)) if covered else []
    first = next((i + 1 for i in range(len(shared) - 2, -1, -1) if add_months(shared[i], 1) != shared[i + 1]), 0)
    codes = counts.zones(source, level)["zone_code"]
    if not shared:
        return pd.DataFrame(columns=codes, index=pd.DatetimeIndex([]), dtype=float)
    period = Period.of_months(shared[first], shared[-1])
    index = pd.date_range(period.start, period.last_month, freq="MS")
    total = pd.DataFrame(0.0, index, codes)
    for kind, categories in by_kind.items():
        found = repository.counts(
            source.connection,
            kind=kind,
            level=level,
            period=period,
            by="month",
            categories=None if categories is None else sorted(categories),
        )
        wide = found.pivot_table(index="period_start", columns="zone_code", values="n_events", aggfunc="sum")
        total += wide.reindex(index=index, columns=codes).fillna(0).astype(float)
    return total


def _proposed(
    source: Observatory,
    asked: Asked,
    level: Level,
    treated: tuple[str, ...],
    months: pd.DataFrame,
    others: Sequence[Asked],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from analytics.comparison import buffer_zones, similar_zones

    around = (
        [zone for zone in buffer_zones(adjacency(source, level), treated) if zone in months]
        if len(months.columns) > 3
        else []
    )
    taken = {zone for one in _rivals(source, asked, None, others) for zone in _codes(source, one, level)}
    excluded = (set(around) | taken) - set(treated)
    before = months[months.index < pd.Timestamp(add_months(asked.start, 0))]
    if len(before) < 12 or len(months.columns) - len(excluded) - len(treated) < 1:
        return (), tuple(map(str, around))
    panel = before.rename_axis("month").reset_index().melt("month", var_name="zone", value_name="count")
    units = counts.zones(source, level).set_index("zone_code")["population"]
    peopled = units.reindex(months.columns)
    people = "people" if peopled.notna().all() and (peopled > 0).all() else None
    if people:
        panel[people] = panel["zone"].map(peopled).astype(float)
    likest = similar_zones(
        panel,
        unit="zone",
        time="month",
        outcome="count",
        treated=treated,
        start=pd.Timestamp(add_months(asked.start, 0)),
        exposure=people,
        exclude=excluded,
        n=MOST_COMPARED,
    )
    return tuple(likest["zone"]), tuple(map(str, around))


def _rivals(source: Observatory, asked: Asked, treated: Collection[str] | None, others: Sequence[Asked]) -> list[Asked]:
    """Other actions on some of the same facts, in zones ``treated`` or anywhere; those of the whole commune apart."""
    own = set(asked.followed)
    found = []
    for other in others:
        if other.name == asked.name or not other.zones or not _shared(own, set(other.followed)):
            continue
        where = zones_of(source, other.zones)
        if treated is None or (where is not None and set(where[1]) & set(treated)):
            found.append(other)
    return found


def _shared(own: set[Followed], theirs: set[Followed]) -> bool:
    whole = {one.indicator for one in own | theirs if one.category is None}
    common = {one.indicator for one in own} & {one.indicator for one in theirs}
    return bool(own & theirs or common & whole)


def _codes(source: Observatory, asked: Asked, level: Level) -> tuple[str, ...]:
    where = zones_of(source, asked.zones)
    return where[1] if where is not None and where[0] is level else ()


def _recordings(source: Observatory, followed: Sequence[Followed]) -> tuple[Recording, ...]:
    kinds = {indicator(one.indicator).kind for one in followed}
    sources = repository.sources(source.connection)
    known: Mapping[str, str] = dict(zip(sources["source"], sources["kind"], strict=True))
    return tuple(
        Recording(pd.Timestamp(one.month))
        for one in register.breaks(source.commune.home)
        if known.get(one.source) in kinds
    )


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month
