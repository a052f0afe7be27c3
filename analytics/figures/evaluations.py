"""Whether the actions of the register worked: what each follows, what it is compared with, what is found, what next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.disclosure import ProtectedTable, Status, protect
from analytics.figures import Observatory, counts
from analytics.figures.zones_compared import adjacency
from analytics.indicators import indicator
from analytics.statistics.evaluation import (
    Appraisal,
    ChangeWord,
    Method,
    NextStep,
    ProofLevel,
    Recording,
    Study,
    appraise,
    next_step,
)
from analytics.text import actions as texts
from data import register
from data.errors import UnknownActionError, WithheldError
from data.journal import Action, Direction, Followed
from data.model import Kind, Level, Period, Scope, add_months
from data.reference import normalise
from data.warehouse import repository

MOST_COMPARED = 10
"""Zones proposed for comparison, the likest first."""
MONTHS_APART = 6
"""Two actions that begin in one place within so many months of each other are not told apart."""
LEVELS = (Level.QUARTIER, Level.QPV, Level.IRIS, Level.BAILLEUR)
"""Where the zones of an action are looked for, in this order."""


@dataclass(frozen=True)
class Evaluated:
    """An action: what was looked at, and what is said.

    Attributes
    ----------
    level : where its zones were found.
    study, appraisal, step : None where nothing could be counted; ``obstacle`` then says why: no such ``zones``, nothing
        ``followed``, no ``months`` on both sides of its start.
    """

    action: Action
    level: Level
    study: Study | None = None
    appraisal: Appraisal | None = None
    step: NextStep | None = None
    obstacle: str = ""


def evaluate(
    source: Observatory,
    asked: Sequence[Action],
    *,
    methods: Mapping[int, Method] | None = None,
    threshold: float = 0.20,
) -> list[Evaluated]:
    """Judge actions together, in the order given; see ``evaluation.appraise``.

    Parameters
    ----------
    methods : by number of an action, another method than the one that its data call for.

    Notes
    -----
    Months are those that every source of the followed facts gave, without a gap, up to the end of the action or to the
    beginning of another one on the same facts in the same place, more than six months later.
    """
    found = [_studied(source, one, asked) for one in asked]
    known = [(one.study, (methods or {}).get(one.action.number)) for one in found if one.study is not None]
    appraisals = iter(
        appraise([study for study, _ in known], methods=[method for _, method in known], threshold=threshold)
    )
    judged = []
    for one in found:
        if one.study is not None:
            appraisal = next(appraisals)
            running = one.action.end is None
            step = next_step(one.study, appraisal, threshold=threshold, down=goes_down(one.action), running=running)
            one = replace(one, appraisal=appraisal, step=step)
        judged.append(one)
    return judged


def table(source: Observatory, scope: Scope, asked: tuple[Action, ...]) -> ProtectedTable:
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


def find(source: Observatory, scope: Scope, actions: tuple[Action, ...], name: str) -> Evaluated:
    """What is found of the action of this name, all of the register being judged together.

    Raises
    ------
    UnknownActionError : the register has no such action.
    WithheldError : its counts are too small for this scope.
    """
    place = next((i for i, one in enumerate(actions) if normalise(one.name) == normalise(name)), None)
    if place is None:
        raise UnknownActionError(name=name, known=", ".join(one.name for one in actions) or texts.NONE)
    row = table(source, scope, actions).frame.iloc[place]
    if row["status"] in (Status.PRIMARY, Status.SECONDARY):
        raise WithheldError(name=actions[place].name)
    if row["obstacle"]:
        return Evaluated(actions[place], Level.COMMUNE, obstacle=row["obstacle"])
    found: Evaluated = row["evaluated"]
    return found


def read(one: Evaluated) -> str:
    """What is found of an action, in French, one sentence a line."""
    if one.appraisal is None or one.step is None:
        return texts.OBSTACLES[one.obstacle]
    said = one.appraisal.verdict
    lines = [said.detectable, said.sentence, f"{texts.PROOF}\u00a0: {said.proof_level}."]
    lines += [f"- {check.text}" for check in one.appraisal.checks]
    return "\n".join(filter(None, [*lines, texts.next_step(one.step.step, one.step.reason).replace("**", "")]))


def told(source: Observatory, one: Evaluated) -> dict[str, Any]:
    """What is found of an action, for a machine: the fields of ``python -m analytics evaluate --json``.

    ``estimate``, ``low`` and ``high`` are in the unit told: a ratio of rates, or facts a month beyond those expected;
    None, as ``minimal_detectable_effect`` (a fall, 0 to 1), where nothing could be estimated.
    """
    appraisal = one.appraisal
    effect = appraisal.effect if appraisal else None
    return {
        "action": one.action.name,
        "method": appraisal.method.value if appraisal else None,
        "estimate": effect.estimate if effect else None,
        "low": effect.low if effect else None,
        "high": effect.high if effect else None,
        "unit": effect.measure.value if effect else None,
        "minimal_detectable_effect": effect.detectable if effect else None,
        "verdict": appraisal.verdict.word if appraisal else ChangeWord.INSUFFICIENT_DATA.value,
        "proof_level": (appraisal.verdict.proof_level if appraisal else ProofLevel.NONE).value,
        "checks": [
            {"name": check.name, "outcome": check.outcome.value, "text": check.text}
            for check in (appraisal.checks if appraisal else ())
        ],
        "snapshot": source.version,
    }


def record(source: Observatory, one: Evaluated) -> dict[str, Any]:
    """What must be kept of an evaluation for it to be made again: inputs, versions of data and code, result."""
    study, appraisal = one.study, one.appraisal
    result = told(source, one)
    return {
        "snapshot": source.version,
        "code_version": code_version(),
        "method": result["method"] or "",
        "inputs": {
            "level": one.level.value,
            "treated": list(study.treated) if study else [],
            "compared": list(study.compared) if study else [],
            "around": list(study.around) if study else [],
            "first_month": f"{study.months.index[0]:%Y-%m}" if study else "",
            "last_month": f"{study.months.index[-1]:%Y-%m}" if study else "",
            "start": f"{study.start:%Y-%m}" if study else "",
            "followed": [[kept.indicator, kept.category] for kept in one.action.indicators],
        },
        "result": result | {"sentence": appraisal.verdict.sentence if appraisal else one.obstacle},
    }


@cache
def code_version() -> str:
    """Short fingerprint of the code of the statistics: the same files give the same text."""
    folder = Path(__file__).parents[1]
    files = sorted([*(folder / "statistics").rglob("*.py"), Path(__file__)])
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def otherwise(source: Observatory, scope: Scope, asked: tuple[Action, ...], number: int, method: Method) -> Evaluated:
    """What is found of one action of the register by another method; nothing where the scope may not see its counts."""
    place = next(i for i, one in enumerate(asked) if one.number == number)
    if table(source, scope, asked).frame.iloc[place]["status"] != Status.PUBLISHED:
        raise WithheldError(name=asked[place].name)
    return evaluate(source, asked, methods={number: method})[place]


def zones_of(source: Observatory, action: Action) -> tuple[Level, tuple[str, ...]] | None:
    """Level at which all zones of an action are found, with their codes; None where there is none.

    The whole commune, where it names no zone.
    """
    if not action.zones:
        return Level.COMMUNE, tuple(counts.zones(source, Level.COMMUNE)["zone_code"])
    held = repository.zones_at_levels(source.connection)
    for level in LEVELS:
        if level in held:
            units = counts.zones(source, level)
            codes = dict(zip(units["zone_label"], units["zone_code"], strict=True)) | {c: c for c in units["zone_code"]}
            found = [codes.get(zone.code) or codes.get(zone.label) for zone in action.zones]
            if all(found):
                return level, tuple(code for code in found if code)
    return None


def goes_down(action: Action) -> bool:
    """Whether an action should lower what it follows."""
    return not action.indicators or action.indicators[0].direction is Direction.DOWN


def proposed(
    source: Observatory, asked: Action, others: Sequence[Action] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Zones to compare an action with, the likest first, and zones around it where facts may move: codes."""
    where = zones_of(source, asked)
    if where is None or where[0] is Level.COMMUNE:
        return (), ()
    level, treated = where
    months = _months(source, level, asked.indicators)
    return _proposed(source, asked, level, treated, months, others)


def _studied(source: Observatory, asked: Action, others: Sequence[Action]) -> Evaluated:
    where, followed = zones_of(source, asked), asked.indicators
    if where is None:
        return Evaluated(asked, Level.COMMUNE, obstacle="zones")
    level, treated = where
    if not followed:
        return Evaluated(asked, level, obstacle="followed")
    rivals = _rivals(source, asked, treated, others)
    months = _months(source, level, followed)
    stops = [one.start for one in rivals if add_months(asked.start, MONTHS_APART) < one.start]
    # A month that an action ends within is not one of its own; the last day of a month ends that month.
    stops += [asked.end + timedelta(days=1)] if asked.end else []
    months = months[months.index < pd.Timestamp(add_months(min(stops), 0))] if stops else months
    start = pd.Timestamp(add_months(asked.start, 0))
    if months.empty or not months.index[0] < start <= months.index[-1]:
        return Evaluated(asked, level, obstacle="months")
    if level is not Level.COMMUNE and asked.comparison_fixed_on is None:
        compared, around = _proposed(source, asked, level, treated, months, others)
    else:
        compared, around = (
            tuple(zone.code for zone in zones if zone.code in months) for zones in (asked.compared, asked.around)
        )
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
        "action": one.action.name,
        "champ": one.action.champ,
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
    asked: Action,
    level: Level,
    treated: tuple[str, ...],
    months: pd.DataFrame,
    others: Sequence[Action],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from analytics.statistics.comparison import buffer_zones, similar_zones

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


def _rivals(
    source: Observatory, asked: Action, treated: Collection[str] | None, others: Sequence[Action]
) -> list[Action]:
    """Other actions on some of the same facts, in zones ``treated`` or anywhere; those of the whole commune apart."""
    own = _facts(asked)
    found = []
    for other in others:
        if other.name == asked.name or not other.zones or not _shared(own, _facts(other)):
            continue
        where = zones_of(source, other)
        if treated is None or (where is not None and set(where[1]) & set(treated)):
            found.append(other)
    return found


def _facts(action: Action) -> set[tuple[str, str]]:
    """Indicator and category (empty for all) of what an action follows."""
    return {(one.indicator, one.category) for one in action.indicators}


def _shared(own: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    whole = {slug for slug, category in own | theirs if not category}
    common = {slug for slug, _ in own} & {slug for slug, _ in theirs}
    return bool(own & theirs or common & whole)


def _codes(source: Observatory, asked: Action, level: Level) -> tuple[str, ...]:
    where = zones_of(source, asked)
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
