"""Whether the actions of the register worked: what each follows, what it is compared with, what next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.disclosure import WITHHELD, ProtectedTable, protect, tabulate
from analytics.figures import coverage
from analytics.figures.release import YEAR, Release, summed
from analytics.figures.similar_zones import panel
from analytics.figures.zones_compared import adjacency
from analytics.indicators import indicator
from analytics.statistics.evaluation import (
    Appraisal,
    NextStep,
    Recording,
    Study,
    against_expected,
    allowed,
    appraise,
    is_at_its_peak,
    methods,
    next_step,
)
from data.commune import Commune
from data.errors import UnknownActionError, WithheldError
from data.journal import Action, Direction, Followed, Unit
from data.journal.values import Role
from data.model import Kind, Level, Period, add_months, format_month
from data.reference import action_levels, normalise
from data.warehouse import repository

if TYPE_CHECKING:
    from geopandas import GeoSeries

MOST_COMPARED = 10
"""Zones proposed for comparison, the likest first."""
MONTHS_APART = 6
"""An action that begins or ends in the same zones within so many months of the start is not told apart."""
FEWEST_BEFORE = 24
"""Months that must be left before the start for an earlier action to be told apart by reading fewer."""
SELECTION = 12
"""Months before the start whose figures may have made the place be chosen."""
MOST_SOUGHT = 0.95
"""The largest change sought."""
FEWEST_A_MONTH = 15
"""Facts a month before the start under which months are shown three together: chance alone moves a month by half."""
COVERED = (
    "analytics/statistics",
    "analytics/figures",
    "analytics/indicators",
    "analytics/disclosure",
    "data/intake",
    "data/journal",
    "data/reference",
    "data/warehouse",
)
"""Folders of the code and definitions that an evaluation runs."""
COVERED_ALONE = ("analytics", "data")
"""Folders of which the files alone are covered, without what lies below."""
_CODE = {".py", ".sql", ".toml"}
_PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Evaluated:
    """An action and what is concluded of it, as one scope may see it: never the counts that it was studied on.

    Attributes
    ----------
    level : where its zones were located.
    obstacle : why nothing could be counted: no such ``zones``, nothing ``followed``, no ``months`` on both sides of its
        start; empty otherwise.
    is_withheld : whether a count that the study rests on is withheld from the scope; nothing more is then given.
    treated, compared, around : codes of its zones, of those it is compared with, of those where facts may move.
    months : first and last month studied; None where nothing could be counted, as ``appraisal`` and ``step``.
    start : its first month.
    methods : slugs of those that its data allow, whatever the one used.
    """

    action: Action
    level: Level
    obstacle: str = ""
    is_withheld: bool = False
    treated: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    months: tuple[date, date] | None = None
    start: date | None = None
    methods: tuple[str, ...] = ()
    appraisal: Appraisal | None = None
    step: NextStep | None = None

    @property
    def word(self) -> str:
        """A ``ChangeWord``; empty where the action could not be judged, or its counts are withheld."""
        return self.appraisal.verdict.word if self.appraisal else ""

    @property
    def proposal(self) -> str:
        """A ``Step``; empty as ``word``."""
        return self.step.step if self.step else ""


@dataclass(frozen=True)
class Followup:
    """What was counted in the zones of an action, beside what would have been without it.

    Attributes
    ----------
    table : one row per month or quarter, as ``against_expected``, with ``n_events`` for what was counted, as the scope
        may see it.
    months : how many months a row is, but the last that may be shorter.
    goal : facts beyond those expected since the start that the target of the first indicator asks for; None without
        a target.
    """

    table: ProtectedTable
    months: int
    goal: float | None

    @property
    def whole(self) -> "pd.Series[bool]":
        """Rows that have all their months: a shorter last one is on no scale of the others."""
        rows = self.table.frame
        return rows["period_start"] + pd.DateOffset(months=self.months) == rows["period_end"]

    @property
    def outside(self) -> "pd.Series[bool]":
        """Rows whose count lies beyond the limits within which chance alone would leave 95 % of them."""
        rows = self.table.frame
        return self.whole & ((rows["n_events"] < rows["chance_low"]) | (rows["n_events"] > rows["chance_high"]))


@dataclass(frozen=True)
class _Studied:
    """An action and the unprotected study of it; None with the obstacle."""

    action: Action
    level: Level
    study: Study | None = None
    obstacle: str = ""


def evaluate(
    release: Release,
    actions: tuple[Action, ...],
    methods: tuple[tuple[int, str], ...] = (),
) -> tuple[Evaluated, ...]:
    """Judge the actions of the register together, in the order given; see ``evaluation.appraise``.

    Parameters
    ----------
    methods : number of an action, and slug of another method than the one that its data call for.

    Notes
    -----
    Months are those that every source of the followed facts gave, without a gap, up to the end of the action, without
    those that another action on the same facts in the same zones disturbs: see ``_apart``. The change sought is the
    target of the first indicator, else that of ``commune.toml``. Zones may have been chosen for the figures of the year
    before the start: where it stands out (``is_at_its_peak``), it is not read. The studies rest on unprotected counts,
    so that a scope never changes a word; where one of these counts is withheld from the scope, so is all that is
    concluded.
    """
    studied = [_studied(release.unprotected, one, actions) for one in actions]
    chosen = dict(methods)
    known = [(one.study, chosen.get(one.action.number)) for one in studied if one.study is not None]
    appraisals = iter(appraise([study for study, _ in known], methods=[method for _, method in known]))
    return tuple(_evaluated(release, one, next(appraisals) if one.study is not None else None) for one in studied)


def find(release: Release, actions: tuple[Action, ...], name: str) -> Evaluated:
    """What is concluded of the action of this name, all of the register being judged together.

    Raises
    ------
    UnknownActionError : the register has no such action.
    WithheldError : its counts are too small for this scope.
    """
    rank = next((i for i, one in enumerate(actions) if normalise(one.name) == normalise(name)), None)
    if rank is None:
        raise UnknownActionError(name=name, known=", ".join(one.name for one in actions))
    return _shown(release.ask(evaluate, actions)[rank])


def of_number(release: Release, actions: tuple[Action, ...], number: int) -> Evaluated:
    """What is concluded of the action of this number, all of the register being judged together."""
    return next(one for one in release.ask(evaluate, actions) if one.action.number == number)


def by_method(release: Release, actions: tuple[Action, ...], number: int, method: str) -> Evaluated:
    """What is concluded of one action of the register by another method.

    Raises
    ------
    WithheldError : its counts are too small for this scope.
    """
    rank = next(i for i, one in enumerate(actions) if one.number == number)
    return _shown(release.ask(evaluate, actions, ((number, method),))[rank])


def follow_up(release: Release, actions: tuple[Action, ...], number: int) -> Followup | None:
    """What one action of the register is followed by, month after month, beside what was expected without it.

    None where nothing could be estimated, where the method expects nothing month by month, and where any count that the
    evaluation rests on is withheld from the scope: what is expected is a sum of the counts of compared zones, and would
    give back the one that is missing.

    Notes
    -----
    What was counted is taken from the release, what was expected from a study whose every count the release publishes.
    """
    rank = next(i for i, one in enumerate(actions) if one.number == number)
    evaluated = release.ask(evaluate, actions)[rank]
    effect = evaluated.appraisal.effect if evaluated.appraisal else None
    study = _studied(release.unprotected, actions[rank], actions).study
    if effect is None or study is None or methods()[effect.method].expected is None:
        return None
    length = 1 if study.acted[: study.n_before].mean() >= FEWEST_A_MONTH else 3
    rows = against_expected(study, effect, length=length).drop(columns="observed")
    counts = _months(release, evaluated.level, actions[rank].indicators)
    own = counts.reindex(study.months.index)[list(study.treated)].to_numpy(dtype=np.int64)
    starts = study.months.index.get_indexer(rows["period_start"])
    n_events = [summed(part, axis=(0, 1)) for part in np.split(own[starts[0] :], starts[1:] - starts[0])]
    columns = {str(name): values.to_numpy() for name, values in rows.items()}
    expected = float(rows.loc[rows["period_start"] >= study.start, "expected"].sum())
    return Followup(
        table=tabulate({**columns, "n_events": np.array(n_events)}, release.policy),
        months=length,
        goal=_goal(actions[rank], expected, study.n_after / YEAR),
    )


def quarters(release: Release, action: Action) -> ProtectedTable | None:
    """What an action follows in its zones, by whole quarter of the calendar; None where it follows nothing anywhere.

    Returns
    -------
    One row per quarter: ``period_start``, ``period_end``, ``n_events``.
    """
    where = zones_of(release, action)
    if where is None or not action.indicators:
        return None
    level, zones = where
    months = _months(release, level, action.indicators)[list(zones)]
    quarter = months.index.to_period("Q")
    first = [i for i in range(len(months) - 2) if quarter[i] == quarter[i + 2]]
    cells = months.to_numpy(dtype=np.int64)
    starts = months.index[first]
    columns = {
        "period_start": starts,
        "period_end": starts + pd.DateOffset(months=3),
        "n_events": np.array([summed(cells[i : i + 3], axis=(0, 1)) for i in first], dtype=np.int64),
    }
    return tabulate(columns, release.policy)


def summary(release: Release, judged: Sequence[Evaluated]) -> ProtectedTable:
    """One row per action, in the order given, with what is concluded of it; the estimate where the verdict reads it."""
    rows = []
    for one in judged:
        verdict = one.appraisal.verdict if one.appraisal else None
        effect = verdict.effect if verdict and verdict.has_ratio else None
        margin = effect.relative_interval() if effect else None
        is_read = verdict is not None and not verdict.reasons
        rows.append(
            {
                "action": one.action.name,
                "champ": one.action.champ or None,
                "place": ", ".join(zone.label for zone in one.action.zones) or release.commune.name,
                "started": one.action.start,
                "ended": one.action.end,
                "word": one.word or None,
                "effect_pct": 100 * (effect.relative - 1) if effect and is_read else np.nan,
                "effect_low_pct": 100 * (float(margin.low) - 1) if margin else np.nan,
                "effect_high_pct": 100 * (float(margin.high) - 1) if margin and np.isfinite(margin.high) else np.nan,
                "proof": verdict.proof_level if verdict else None,
                "step": one.proposal or None,
            }
        )
    return protect(pd.DataFrame(rows), release.policy, telling=pd.Series([one.is_withheld for one in judged]))


def outlines(release: Release, level: Level) -> "GeoSeries":
    """Outlines of the zones of a level that have one, by code."""
    return repository.zone_outlines(release.connection, level)


def roles(release: Release, one: Evaluated) -> ProtectedTable:
    """Zones that an action is judged on, one row each: its own, those compared, those around, by their ``Role``."""
    units = release.zones(one.level).set_index("zone_code")["zone_label"]
    named = ((Role.TREATED, one.treated), (Role.COMPARED, one.compared), (Role.AROUND, one.around))
    rows = [(code, units[code], str(role)) for role, codes in named for code in codes]
    return protect(pd.DataFrame(rows, columns=["zone_code", "zone_label", "role"]), release.policy)


def inputs(release: Release, one: Evaluated) -> dict[str, Any]:
    """What an evaluation was computed from, for it to be computed again: versions of data and code, choices."""
    first, last = one.months or (None, None)
    return {
        "snapshot": release.version,
        "code_version": code_version(),
        "inputs": {
            "level": one.level.value,
            "treated": list(one.treated),
            "compared": list(one.compared),
            "around": list(one.around),
            "first_month": format_month(first) if first else "",
            "last_month": format_month(last) if last else "",
            "start": format_month(one.start) if one.start else "",
            "months_left_out": one.appraisal.setting.left_out if one.appraisal else 0,
            "threshold": one.appraisal.verdict.threshold if one.appraisal else None,
            "followed": [[kept.indicator, kept.category] for kept in one.action.indicators],
        },
    }


def code_version() -> str:
    """Short fingerprint of the code and of the definitions that an evaluation depends on: see ``COVERED``.

    The same files give the same text.
    """
    digest = sha256()
    for file in covered_files():
        digest.update(file.relative_to(_PROJECT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def covered_files() -> list[Path]:
    """Files whose content ``code_version`` depends on, in order."""
    below = [file for folder in COVERED for file in (_PROJECT / folder).rglob("*")]
    alone = [file for folder in COVERED_ALONE for file in (_PROJECT / folder).iterdir()]
    return sorted(file for file in [*below, *alone] if file.suffix in _CODE)


def zones_of(release: Release, action: Action) -> tuple[Level, tuple[str, ...]] | None:
    """Level at which all zones of an action are known, with their codes; None where there is none.

    The whole commune, where it names no zone.
    """
    if not action.zones:
        return Level.COMMUNE, tuple(release.zones(Level.COMMUNE)["zone_code"])
    known = release.levels()
    for level in action_levels():
        if level in known:
            units = release.zones(level)
            codes = dict(zip(units["zone_label"], units["zone_code"], strict=True)) | {c: c for c in units["zone_code"]}
            located = [codes.get(zone.code) or codes.get(zone.label) for zone in action.zones]
            if all(located):
                return level, tuple(code for code in located if code)
    return None


def goes_down(action: Action) -> bool:
    """Whether an action should lower what it follows."""
    return not action.indicators or action.indicators[0].direction is Direction.DOWN


def _studied(release: Release, action: Action, others: Sequence[Action]) -> _Studied:
    where, followed = zones_of(release, action), action.indicators
    if where is None:
        return _Studied(action, Level.COMMUNE, obstacle="zones")
    level, treated = where
    if not followed:
        return _Studied(action, level, obstacle="followed")
    months = _months(release, level, followed)
    if action.end:
        # A month that an action ends within is not one of its own; the last day of a month ends that month.
        months = months[months.index < pd.Timestamp(add_months(action.end + timedelta(days=1), 0))]
    months, inseparable = _apart(action, _rivals(release, action, where, others), months)
    start = pd.Timestamp(add_months(action.start, 0))
    if months.empty or not months.index[0] < start <= months.index[-1]:
        return _Studied(action, level, obstacle="months")
    recording = _recordings(release, followed, level)
    if level is not Level.COMMUNE and action.comparison_fixed_on is None:
        within = (one for one in recording if months.index[0] < one.month <= months.index[-1])
        apart = {zone for one in within if not {*treated} & {*one.zones} for zone in one.zones}
        compared, around = _proposed(release, action, level, treated, months, others, apart)
    else:
        compared, around = (
            tuple(zone.code for zone in zones if zone.code in months) for zones in (action.compared, action.around)
        )
    study = Study(
        months,
        treated,
        compared,
        start,
        around,
        recording=recording,
        simultaneous=inseparable,
        threshold=_threshold(release.commune, followed[0], months.loc[months.index < start, list(treated)]),
        rises=not goes_down(action),
    )
    if action.zones and is_at_its_peak(study):
        study = replace(study, left_out=min(SELECTION, study.first - 1))
    return _Studied(action, level, study)


def _evaluated(release: Release, studied: _Studied, appraisal: Appraisal | None) -> Evaluated:
    action, study = studied.action, studied.study
    if study is None or appraisal is None:
        return Evaluated(action, studied.level, obstacle=studied.obstacle)
    if _is_withheld(release, studied.level, study, action.indicators):
        return Evaluated(action, studied.level, is_withheld=True)
    return Evaluated(
        action,
        studied.level,
        treated=study.treated,
        compared=study.compared,
        around=study.around,
        months=(study.months.index[0].date(), study.months.index[-1].date()),
        start=study.start.date(),
        methods=tuple(method.slug for method in allowed(study)),
        appraisal=appraisal,
        step=next_step(study, appraisal, running=action.end is None),
    )


def _is_withheld(release: Release, level: Level, study: Study, followed: Sequence[Followed]) -> bool:
    """Whether the scope may not see one of the counts that a study rests on."""
    if not release.policy.withholds:
        return False
    zones = [*study.treated, *study.compared, *study.around]
    months = _months(release, level, followed).reindex(study.months.index)
    return bool((months[zones] == WITHHELD).any(axis=None))


def _shown(evaluated: Evaluated) -> Evaluated:
    if evaluated.is_withheld:
        raise WithheldError(name=evaluated.action.name)
    return evaluated


def _months(release: Release, level: Level, followed: Sequence[Followed]) -> pd.DataFrame:
    """Facts followed, per month that all their sources gave and per zone; the last months without a gap.

    ``WITHHELD`` where a part is withheld from the scope.
    """
    by_kind: dict[Kind, set[str] | None] = {}
    for one in followed:
        shown = indicator(one.indicator)
        kept = {one.category} if one.category else set(shown.categories) or None
        others = by_kind.get(shown.kind, set())
        by_kind[shown.kind] = None if kept is None or others is None else others | kept
    counts = {kind: release.counts(kind, level) for kind in by_kind}
    covered = [{bucket.start for bucket in one.covered if bucket.n_months == 1} for one in counts.values()]
    shared = sorted(set.intersection(*covered)) if covered else []
    first = next((i + 1 for i in range(len(shared) - 2, -1, -1) if add_months(shared[i], 1) != shared[i + 1]), 0)
    codes = release.zones(level)["zone_code"]
    if not shared:
        return pd.DataFrame(columns=codes, index=pd.DatetimeIndex([]), dtype=float)
    period = Period.of_months(shared[first], shared[-1])
    parts = [counts[kind].monthly(counts[kind].members(kept), period) for kind, kept in by_kind.items()]
    withheld = np.any([part == WITHHELD for part in parts], axis=0)
    total: pd.DataFrame = sum(part.fillna(0.0) for part in parts)
    return total.mask(withheld, WITHHELD).rename_axis(columns="zone_code")


def _proposed(
    release: Release,
    action: Action,
    level: Level,
    treated: tuple[str, ...],
    months: pd.DataFrame,
    others: Sequence[Action],
    apart: Collection[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Zones to compare an action with, and those around it; ``apart`` are those that recording tells from its own."""
    from analytics.statistics.comparison import buffer_zones, similar_zones

    around = (
        [zone for zone in buffer_zones(release.ask(adjacency, level), treated) if zone in months]
        if len(months.columns) > 3
        else []
    )
    begun = [one for one in _rivals(release, action, None, others) if pd.Timestamp(one.start) <= months.index[-1]]
    taken = {zone for one in begun for zone in _codes(release, one, level)}
    excluded = (set(around) | taken | {*apart}) - set(treated)
    before = months[months.index < pd.Timestamp(add_months(action.start, 0))]
    if len(before) < 12 or len(months.columns) - len(excluded) - len(treated) < 1:
        return (), tuple(map(str, around))
    rows, people = panel(release, level, before)
    likest = similar_zones(
        rows,
        unit="zone",
        time="month",
        outcome="count",
        treated=treated,
        start=pd.Timestamp(add_months(action.start, 0)),
        exposure=people,
        exclude=excluded,
        n=MOST_COMPARED,
    )
    return tuple(likest["zone"]), tuple(map(str, around))


def _rivals(
    release: Release, action: Action, where: tuple[Level, Collection[str]] | None, others: Sequence[Action]
) -> list[Action]:
    """Other actions on some of the same facts, in the zones of ``where`` or, for None, anywhere but in all the commune.

    An action of the whole commune meets those of any zone.
    """
    own = _facts(action)
    rivals = []
    for other in others:
        if other.name == action.name or not _shared(own, _facts(other)):
            continue
        theirs = zones_of(release, other)
        if theirs is None or (where is None and theirs[0] is Level.COMMUNE):
            continue
        meets = where is None or Level.COMMUNE in (where[0], theirs[0]) or bool(set(where[1]) & set(theirs[1]))
        if meets:
            rivals.append(other)
    return rivals


def _apart(action: Action, rivals: Sequence[Action], months: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Months that no rival begins or ends within, and the names of those whose effects cannot be told apart.

    What a rival does all along, or after the last month, changes nothing. One that begins or ends more than
    ``MONTHS_APART`` from the start is told apart by reading the months after, or before, as long as ``FEWEST_BEFORE``
    are left before the start; else it is not.
    """
    if months.empty:
        return months, ()
    first, last, start = months.index[0], months.index[-1], pd.Timestamp(add_months(action.start, 0))
    inseparable: set[str] = set()
    since, until = first, last
    for rival in rivals:
        edges = [add_months(rival.start, 0), *([add_months(rival.end, 1)] if rival.end else [])]
        for edge in map(pd.Timestamp, edges):
            if not first < edge <= last:
                continue
            gap = _months_between(start, edge)
            if abs(gap) <= MONTHS_APART or -FEWEST_BEFORE < gap < 0:
                inseparable.add(rival.name)
            elif gap > 0:
                until = min(until, edge - pd.DateOffset(months=1))
            else:
                since = max(since, edge)
    return months.loc[since:until], tuple(one.name for one in rivals if one.name in inseparable)


def _threshold(commune: Commune, followed: Followed, before: pd.DataFrame) -> float:
    """Change sought, 0 to 1: the target of the indicator, over the level of the months before; else the commune’s."""
    usual = commune.change_sought / 100
    if followed.target is None:
        return usual
    yearly = float(before.to_numpy().sum()) / len(before) * 12
    share = followed.target / 100 if followed.unit is Unit.PERCENT else followed.target / yearly if yearly else 0.0
    return min(share, MOST_SOUGHT) if share > 0 else usual


def _goal(action: Action, expected: float, years: float) -> float | None:
    """Facts beyond those expected over so many years that the target of the first indicator asks for."""
    followed = action.indicators[0]
    if followed.target is None:
        return None
    change = followed.target / 100 * expected if followed.unit is Unit.PERCENT else followed.target * years
    return -change if goes_down(action) else change


def _facts(action: Action) -> set[tuple[str, str]]:
    """Indicator and category (empty for all) of what an action follows."""
    return {(one.indicator, one.category) for one in action.indicators}


def _shared(own: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    whole = {slug for slug, category in own | theirs if not category}
    common = {slug for slug, _ in own} & {slug for slug, _ in theirs}
    return bool(own & theirs or common & whole)


def _codes(release: Release, action: Action, level: Level) -> tuple[str, ...]:
    where = zones_of(release, action)
    return where[1] if where is not None and where[0] is level else ()


def _recordings(release: Release, followed: Sequence[Followed], level: Level) -> tuple[Recording, ...]:
    """Changes of recording of what is followed; of those in some zones, the zones of the level that they touch."""
    kinds = {indicator(one.indicator).kind for one in followed}
    sources = repository.sources(release.connection)
    known: Mapping[str, str] = dict(zip(sources["source"], sources["kind"], strict=True))
    changes = [one for one in coverage.declared_breaks(release) if known.get(one.source) in kinds]
    touched = [(one, release.ask(coverage.touched, one, level)) for one in changes]
    return tuple(
        Recording(pd.Timestamp(one.month), tuple(sorted(zones)) if one.zones else ()) for one, zones in touched if zones
    )


def _months_between(first: pd.Timestamp, second: pd.Timestamp) -> int:
    return int((second.year - first.year) * 12 + second.month - first.month)
