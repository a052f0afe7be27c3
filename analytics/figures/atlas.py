"""What the atlas shows: every count of an indicator at a level, what changed between two periods, and what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.disclosure import NO_DATA, WITHHELD, ProtectedCube, ProtectedTable, protect, protect_cube, tabulate
from analytics.figures import Observatory, counts
from analytics.indicators import Indicator, indicator
from analytics.statistics import evaluation, trends
from analytics.statistics.rates import poisson_interval
from data.model import Level, Period, Scope, Selection, add_months
from data.warehouse import repository

_REMEMBERED = 16
_HISTORY = 6 * counts.YEAR


@dataclass(frozen=True)
class Group:
    """Categories looked at together: all of them, one, or those that serve a champ d'action.

    Attributes
    ----------
    members : positions of the categories among those of the atlas.
    """

    members: tuple[int, ...]
    category: str | None = None
    champ: str | None = None


@dataclass(frozen=True, eq=False)
class Atlas:
    """All that the map of an indicator at a level can show without asking again.

    Attributes
    ----------
    zones : one row per zone, the commune last: ``zone_code``, ``zone_label``, ``exposure`` (missing when unknown).
    buckets : months, then whole years for the facts whose year alone is known.
    categories : slugs, the most frequent first.
    groups : what can be chosen: all, each category, each champ d'action.
    vintage : names the published outline of the zones; None for the commune as a whole.
    """

    asked: Indicator
    level: Level
    zones: pd.DataFrame
    buckets: tuple[Period, ...]
    categories: tuple[str, ...]
    groups: tuple[Group, ...]
    cube: ProtectedCube
    vintage: str | None

    @property
    def steps(self) -> range:
        """Positions of the buckets that follow each other in time: the months, or the years where there are none."""
        n_months = sum(bucket.n_months == 1 for bucket in self.buckets)
        return range(n_months or len(self.buckets))

    def group(self, category: str | None, champ: str | None) -> Group:
        """Categories that a choice of both keeps; none when the category does not serve the champ d'action."""
        chosen = [group for group in self.groups if group.category == category and group.champ is None]
        served = [group for group in self.groups if group.champ == champ and group.category is None]
        members = set(chosen[0].members if chosen else ()) & set(served[0].members if served else ())
        return Group(tuple(sorted(members)), category, champ)

    def total(self, group: Group, buckets: Sequence[int]) -> NDArray[np.int64]:
        """Facts per zone over some buckets: ``WITHHELD`` where one part is, ``NO_DATA`` where no bucket is covered."""
        if not group.members or not len(buckets):
            return np.full(len(self.zones), NO_DATA)
        return _summed(self.cube.cells[np.ix_(group.members, range(len(self.zones)), buckets)], axis=(0, 2))

    def within(self, period: Period) -> list[int]:
        """Positions of the buckets that lie wholly within a period."""
        return [i for i, one in enumerate(self.buckets) if one.start >= period.start and one.end <= period.end]


@lru_cache(_REMEMBERED)
def atlas(source: Observatory, scope: Scope, slug: str, level: Level) -> Atlas:
    """Everything about an indicator at a level, for one scope.

    Raises
    ------
    UnknownIndicatorError, UnknownLevelError
    """
    asked = indicator(slug)
    units = counts.zones(source, level)
    commune = counts.zones(source, Level.COMMUNE)
    zones = commune if level is Level.COMMUNE else pd.concat([units, commune], ignore_index=True)
    covered_anywhere = _covered(source, asked, Level.COMMUNE)
    buckets = _buckets(covered_anywhere)
    categories = tuple(counts.available_categories(source, slug))
    # Counted apart: nothing forbids a zone to bear the code of the commune.
    policy = counts.policy(source, scope)
    levels = {level, Level.COMMUNE, *(counts.available_levels(source, slug) if policy.withholds else ())}
    cuts = {one: _counted(source, slug, one) for one in levels}
    parts = [] if level is Level.COMMUNE else [cuts[level][:, :-1]]
    cells = np.concatenate([*parts, cuts[Level.COMMUNE][:, :1]], axis=1)
    here = _covered(source, asked, level)
    covered = np.zeros((len(zones), len(buckets)), dtype=bool)
    covered[:-1] = [bucket in here for bucket in buckets]
    covered[-1] = [bucket in covered_anywhere for bucket in buckets]
    return Atlas(
        asked=asked,
        level=level,
        zones=zones.assign(exposure=zones[asked.denominator])[["zone_code", "zone_label", "exposure"]],
        buckets=buckets,
        categories=categories,
        groups=_groups(source, slug, categories),
        cube=protect_cube(cells, cuts.values(), covered, policy),
        vintage=None if level is Level.COMMUNE else str(units["vintage"].iloc[0]),
    )


@dataclass(frozen=True)
class Comparison:
    """Two periods set side by side; the second is judged against the first."""

    before: Period
    after: Period

    @classmethod
    def with_year_before(cls, period: Period) -> "Comparison":
        """A period against the same months one year earlier; of a longer one, its last twelve months."""
        recent = Period(max(period.start, add_months(period.end, -counts.YEAR)), period.end)
        return cls(recent.shift(-counts.YEAR), recent)

    @classmethod
    def with_months_before(cls, period: Period) -> "Comparison":
        """A period against as many months just before it."""
        return cls(period.shift(-period.n_months), period)

    @property
    def is_possible(self) -> bool:
        """Whether no month stands on both sides."""
        return self.before.end <= self.after.start or self.after.end <= self.before.start

    @property
    def same_season(self) -> bool:
        """Whether both hold the same months of the year."""
        return [day.month for day in self.before.months()] == [day.month for day in self.after.months()]


def table(shown: Atlas, group: Group, period: Period) -> ProtectedTable:
    """Count and rate of each zone over a period, the commune last; columns as ``counts.table``."""
    n_events = shown.total(group, shown.within(period))
    exposure = shown.zones["exposure"].to_numpy(dtype=float)
    value, low, high = np.full((3, len(exposure)), np.nan)
    known = (n_events >= 0) & (exposure > 0)
    if known.any():
        over = exposure[known] / shown.asked.per
        interval = poisson_interval(n_events[known], over)
        value[known], low[known], high[known] = n_events[known] / over, interval.low, interval.high
    return tabulate(
        {
            **_zones(shown),
            "period_start": pd.Timestamp(period.start),
            "period_end": pd.Timestamp(period.end),
            "n_events": n_events,
            "exposure": exposure,
            "value": value,
            "value_low": low,
            "value_high": high,
        },
        shown.cube.policy,
    )


def changes(shown: Atlas, group: Group, comparison: Comparison) -> ProtectedTable:
    """What changed in each zone between two periods, the commune last; columns as ``counts.changes``.

    Where the two periods share a month, no row has data.
    """
    judged = judgement(shown, comparison)
    alike = [i for i, one in enumerate(shown.groups) if one.members == group.members]
    row = alike[0] if alike else None
    nothing = np.full(len(shown.zones), NO_DATA)
    return tabulate(
        {
            **_zones(shown),
            "indicator": shown.asked.slug,
            "champ": group.champ,
            "category": group.category,
            "period_start": pd.Timestamp(comparison.after.start),
            "period_end": pd.Timestamp(comparison.after.end),
            "before_start": pd.Timestamp(comparison.before.start),
            "before_end": pd.Timestamp(comparison.before.end),
            "n_events": nothing if row is None else judged.after[row],
            "n_before": nothing if row is None else judged.before[row],
            **{name: None if row is None else found[row] for name, found in judged.found.items()},
        },
        shown.cube.policy,
    )


def composition(shown: Atlas, group: Group, zone: str | None, period: Period) -> ProtectedTable:
    """Facts per category over a period in one zone, or in the whole commune, beside the commune's.

    Returns
    -------
    One row per category of the group met in the commune, the most frequent first: ``category``, ``n_events``,
    ``n_commune``, ``share_pct`` (missing for all where one is withheld: it would tell that one).
    """
    row = -1 if zone is None else shown.zones["zone_code"].tolist().index(zone)
    totals = np.array([shown.total(Group((i,)), shown.within(period)) for i in group.members]).reshape(
        -1, len(shown.zones)
    )
    met = totals[:, -1] != 0
    here, everywhere = totals[met, row], totals[met, -1]
    order = np.argsort(-here, kind="stable")
    share = 100 * here / max(1, here.sum()) if (here >= 0).all() else np.full(len(here), np.nan)
    categories = np.array([shown.categories[i] for i in group.members], dtype=object)[met]
    return tabulate(
        {
            "category": categories[order],
            "n_events": here[order],
            "n_commune": everywhere[order],
            "share_pct": share[order],
        },
        shown.cube.policy,
    )


def not_located(source: Observatory, scope: Scope, selection: Selection) -> ProtectedTable:
    """Facts of a selection with and without a zone at its level, in the whole commune.

    Returns
    -------
    One row: ``n_located``, ``n_not_located``; both withheld when either is small.
    """
    shown = atlas(source, scope, selection.indicator, selection.level)
    group = shown.group(selection.category, selection.champ)
    cells = _counted(source, selection.indicator, selection.level)
    asked = cells[np.ix_(group.members, range(cells.shape[1]), shown.within(selection.period))].sum(axis=(0, 2))
    frame = pd.DataFrame({"n_located": [asked[:-1].sum()], "n_not_located": [asked[-1]]})
    return protect(frame, shown.cube.policy)


@dataclass(frozen=True, eq=False)
class Judgement:
    """What changed in every zone for every group of categories, each array of shape (groups, zones).

    Attributes
    ----------
    before, after : counts, or ``WITHHELD``, or ``NO_DATA`` where a month of the period lacks.
    found : the columns ``counts.JUDGED``.
    """

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    found: dict[str, NDArray[np.object_]]

    @property
    def words(self) -> NDArray[np.object_]:
        """A ``ChangeWord`` per group and zone; ``""`` where a count is withheld, None where the comparison lacks."""
        said = self.found["word"].copy()
        said[(self.after == NO_DATA) | (self.before == NO_DATA)] = None
        said[(self.after == WITHHELD) | (self.before == WITHHELD)] = ""
        return said


@lru_cache(_REMEMBERED)
def judgement(shown: Atlas, comparison: Comparison) -> Judgement:
    """Judge the two periods of a comparison in every zone and for every group of categories.

    Notes
    -----
    As ``counts.changes``: exact comparison of two counts, dispersion of the zones' months over six years,
    Benjamini-Hochberg adjustment over the zones of a map; the commune is judged alone.
    """
    if comparison.is_possible:
        after, before = (_whole(shown, period) for period in (comparison.after, comparison.before))
    else:
        after = before = np.full((len(shown.groups), len(shown.zones)), NO_DATA)
    found = {name: np.full(after.shape, None, dtype=object) for name in counts.JUDGED}
    found["word"][:] = trends.ChangeWord.INSUFFICIENT_DATA.value
    known = (after >= 0) & (before >= 0) & (after + before > 0)
    if known.any():
        change = trends.judge_change(
            before[known],
            after[known],
            exposure_before=comparison.before.n_months,
            exposure_after=comparison.after.n_months,
            dispersion=_dispersions(shown, comparison.after)[known],
            p_adjusted=lambda p_values: _adjusted(np.asarray(p_values), known),
        )
        for name, values in found.items():
            values[known] = getattr(change, name)
    return Judgement(before, after, found)


def _covered(source: Observatory, asked: Indicator, level: Level) -> set[Period]:
    months = repository.covered_months(source.connection, kind=asked.kind, level=level)
    years = repository.covered_years(source.connection, kind=asked.kind, level=level)
    return {Period(month, add_months(month, 1)) for month in months} | {
        Period(year, add_months(year, counts.YEAR)) for year in years
    }


def _buckets(covered: set[Period]) -> tuple[Period, ...]:
    """Every month from the first covered to the last, then the years that are covered as such."""
    months = sorted(one.start for one in covered if one.n_months == 1)
    years = sorted((one for one in covered if one.n_months > 1), key=lambda one: one.start)
    every_month = Period.of_months(months[0], months[-1]).months() if months else []
    return (*(Period(month, add_months(month, 1)) for month in every_month), *years)


def _groups(source: Observatory, slug: str, categories: tuple[str, ...]) -> tuple[Group, ...]:
    nomenclature = source.nomenclature
    position = {category: i for i, category in enumerate(categories)}
    every = Group(tuple(range(len(categories))))
    alone = [Group((i,), category=category) for category, i in position.items()]
    fields = [
        Group(tuple(sorted(position[one] for one in nomenclature.of_champ(champ) if one in position)), champ=champ)
        for champ in counts.available_champs(source, slug)
    ]
    return (every, *alone, *fields)


@lru_cache(_REMEMBERED)
def _counted(source: Observatory, slug: str, level: Level) -> NDArray[np.int64]:
    """Counts in the order of the atlas, shape (categories, zones + 1, buckets); the last « zone » is no zone at all."""
    asked = indicator(slug)
    buckets = _buckets(_covered(source, asked, Level.COMMUNE))
    categories = tuple(counts.available_categories(source, slug))
    units = counts.zones(source, level)
    found = repository.cube(source.connection, kind=asked.kind, level=level, categories=asked.categories or None)
    position = np.empty(len(found), dtype=int)
    for precision, n_months in (("month", 1), ("year", counts.YEAR)):
        starts = {one.start: i for i, one in enumerate(buckets) if one.n_months == n_months}
        rows = found["precision"].to_numpy() == precision
        rank = pd.DatetimeIndex(list(starts)).get_indexer(found.loc[rows, "period_start"])
        position[rows] = np.array([*starts.values(), 0])[rank]
    cells = np.zeros((len(categories), len(units) + 1, len(buckets)), dtype=np.int64)
    # A fact without a zone is at no position: -1, the last.
    zone = pd.Index(units["zone_code"]).get_indexer(found["zone_code"])
    category = pd.Index(categories).get_indexer(found["category"])
    np.add.at(cells, (category, zone, position), found["n_events"].to_numpy())
    return cells


def _summed(cells: NDArray[np.int64], *, axis: tuple[int, ...]) -> NDArray[np.int64]:
    total = np.where(cells > 0, cells, 0).sum(axis=axis)
    total = np.where((cells == NO_DATA).all(axis=axis), NO_DATA, total)
    return np.where((cells == WITHHELD).any(axis=axis), WITHHELD, total)


def _zones(shown: Atlas) -> dict[str, object]:
    return {name: shown.zones[name].to_numpy() for name in ("zone_code", "zone_label")}


def _whole(shown: Atlas, period: Period) -> NDArray[np.int64]:
    """Totals per group and zone over months that must all be covered, shape (groups, zones)."""
    buckets = [i for i in shown.steps if shown.buckets[i].n_months == 1 and i in shown.within(period)]
    if len(buckets) < period.n_months:
        return np.full((len(shown.groups), len(shown.zones)), NO_DATA)
    lacks = (shown.cube.cells[:, :, buckets] == NO_DATA).any(axis=(0, 2))
    return np.array([np.where(lacks, NO_DATA, shown.total(group, buckets)) for group in shown.groups])


def _dispersions(shown: Atlas, after: Period) -> NDArray[np.float64]:
    """Dispersion of the zones' months, and of the commune's, for each group; shape (groups, zones)."""
    history = Period(add_months(after.end, -_HISTORY), after.end)
    buckets = [i for i in shown.within(history) if shown.buckets[i].n_months == 1]
    found = np.ones((len(shown.groups), len(shown.zones)))
    for row, group in enumerate(shown.groups):
        cells = _summed(shown.cube.cells[np.ix_(group.members, range(len(shown.zones)), buckets)], axis=(0,))
        months = pd.DataFrame(np.where(cells < 0, np.nan, cells).T)
        if months.shape[1] > 1:
            found[row, :-1] = trends.pooled_dispersion(months.iloc[:, :-1])
        found[row, -1] = trends.pooled_dispersion(months.iloc[:, -1:])
    return found


def _adjusted(p_values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Adjust over the zones of each group; the commune, last, stands alone."""
    adjusted = np.ones(known.shape)
    adjusted[known] = p_values
    for row, judged in enumerate(known[:, :-1]):
        if judged.any():
            adjusted[row, :-1][judged] = evaluation.adjust_p_values(adjusted[row, :-1][judged])
    return adjusted[known]
