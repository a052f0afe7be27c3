"""The release: every count of a snapshot for one scope, protected once. All that is shown of facts derives from it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar, TypeVarTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.disclosure import NO_DATA, WITHHELD, Policy, ProtectedCube, protect_cube
from analytics.figures.observatory import Observatory
from data.commune import Commune
from data.errors import UnknownLevelError
from data.model import Kind, Level, Period, Scope, add_months
from data.reference import Nomenclature
from data.warehouse import repository, snapshot

YEAR = 12
Positions: TypeAlias = Sequence[int] | NDArray[np.intp]
_Arguments = TypeVarTuple("_Arguments")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Release:
    """The counts of a snapshot as one scope may see them."""

    observatory: Observatory
    scope: Scope

    @property
    def commune(self) -> Commune:
        """Settings of the commune."""
        return self.observatory.commune

    @property
    def nomenclature(self) -> Nomenclature:
        """Categories, champs d'action, partners and themes."""
        return self.observatory.nomenclature

    @property
    def version(self) -> str:
        """Number of the snapshot."""
        return self.observatory.version

    @property
    def connection(self) -> snapshot.Connection:
        """Read-only connection to the snapshot, for what is no count of facts."""
        return self.observatory.connection

    @property
    def policy(self) -> Policy:
        """What the scope may see in this commune."""
        return Policy.of(self.scope, self.commune.threshold)

    @property
    def unprotected(self) -> "Release":
        """The release of the administration, for statistics whose result is protected afterwards."""
        return Release(self.observatory, Scope.ADMINISTRATION)

    def ask(self, figure: Callable[["Release", *_Arguments], _Answer], *arguments: *_Arguments) -> _Answer:
        """Answer of a figure for this release, computed once while the version lasts.

        Parameters
        ----------
        figure : function whose first parameter is a release.
        arguments : its other arguments, hashable.
        """
        return self.observatory.recall(figure, self, *arguments)

    def counts(self, kind: Kind, level: Level) -> "Counts":
        """Every count of a kind of facts at a level.

        Raises
        ------
        UnknownLevelError : the level has no zones.
        """
        return self.ask(_released, kind, level)

    def zones(self, level: Level) -> pd.DataFrame:
        """Zones of a level, two zones of the same name distinguished by their code; columns as ``repository.zones``.

        Raises
        ------
        UnknownLevelError : the level has no zones.
        """
        return self.observatory.recall(_zones, self.observatory, level)

    def levels(self) -> list[Level]:
        """Levels that have zones, whatever their facts, in the order of ``Level``."""
        return [*self.observatory.recall(_zones_at_levels, self.observatory)]


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts of one kind of facts at one level.

    Attributes
    ----------
    zones : one row per zone, the commune last: ``zone_code``, ``zone_label``, ``population``, ``dwellings``.
    buckets : months, every one from the first covered to the last, then whole years for facts whose month is unknown.
    categories : slugs, the most frequent first.
    cube : counts by category, zone and bucket, past the gate.
    elsewhere : counts of facts without a zone at this level, by category and bucket; may hold ``WITHHELD``.
    sources : of each source, the buckets for which it gave facts located at this level.
    """

    level: Level
    zones: pd.DataFrame
    buckets: tuple[Period, ...]
    categories: tuple[str, ...]
    cube: ProtectedCube
    elsewhere: NDArray[np.int64]
    sources: dict[str, frozenset[Period]]

    @property
    def is_monthly(self) -> bool:
        """Whether the facts are known month by month, rather than by year only."""
        return any(bucket.n_months == 1 for bucket in self.covered)

    @property
    def covered(self) -> frozenset[Period]:
        """Buckets for which at least one source gave facts located at this level; in others, zero would be invented."""
        return frozenset[Period]().union(*self.sources.values())

    @property
    def period(self) -> Period | None:
        """From the first covered month to the last; None where nothing is."""
        covered = self.covered
        if not covered:
            return None
        return Period(min(one.start for one in covered), max(one.end for one in covered))

    def missing(self, period: Period) -> list[date]:
        """Months of a period that no source covers at this level."""
        covered = {month for bucket in self.covered for month in bucket.months()}
        return [month for month in period.months() if month not in covered]

    def members(self, categories: Collection[str] | None) -> NDArray[np.intp]:
        """Positions of some categories, or of all where None."""
        return np.flatnonzero([categories is None or one in categories for one in self.categories])

    def within(self, period: Period) -> list[int]:
        """Positions of the buckets that lie wholly within a period."""
        return [i for i, one in enumerate(self.buckets) if one.start >= period.start and one.end <= period.end]

    def total(self, members: Positions, buckets: Positions) -> NDArray[np.int64]:
        """Facts per zone over some categories and buckets.

        ``WITHHELD`` where one part is, ``NO_DATA`` where no bucket is covered.
        """
        if not len(members) or not len(buckets):
            return np.full(len(self.zones), NO_DATA)
        return summed(self.cube.cells[_grid(members, np.arange(len(self.zones)), buckets)], axis=(0, 2))

    def each(self, members: Positions, buckets: Positions) -> NDArray[np.int64]:
        """``total`` of each of some buckets alone: one row per bucket, one column per zone."""
        if not len(members):
            return np.full((len(buckets), len(self.zones)), NO_DATA)
        return summed(self.cube.cells[_grid(members, np.arange(len(self.zones)), buckets)], axis=(0,)).T

    def monthly(self, members: Positions, period: Period) -> pd.DataFrame:
        """Facts per month of a period (rows) and zone (columns, their codes).

        Missing where a month is not covered; ``-1`` (``WITHHELD``) where one part is withheld.
        """
        starts = {bucket.start: i for i, bucket in enumerate(self.buckets) if bucket.n_months == 1}
        months = [month for month in period.months() if month in starts]
        is_zone = np.arange(len(self.zones) - (self.level is not Level.COMMUNE))
        cells = self.cube.cells[_grid(members, is_zone, [starts[month] for month in months])]
        sums = summed(cells, axis=(0,)) if len(members) else np.full(cells.shape[1:], NO_DATA)
        frame = pd.DataFrame(
            np.where(sums == NO_DATA, np.nan, sums.astype(float)).T,
            index=pd.DatetimeIndex(months).as_unit("us"),
            columns=self.zones["zone_code"].to_numpy()[is_zone],
        )
        return frame.reindex(pd.DatetimeIndex(period.months()).as_unit("us"))


def _grid(*positions: Positions) -> tuple[NDArray[np.intp], ...]:
    return np.ix_(*(np.asarray(one, dtype=np.intp) for one in positions))


def summed(cells: NDArray[np.int64], *, axis: tuple[int, ...]) -> NDArray[np.int64]:
    """Add protected counts: ``WITHHELD`` where one part is, ``NO_DATA`` where all parts are."""
    total = np.where(cells > 0, cells, 0).sum(axis=axis)
    total = np.where((cells == NO_DATA).all(axis=axis), NO_DATA, total)
    return np.where((cells == WITHHELD).any(axis=axis), WITHHELD, total)


@dataclass(frozen=True, eq=False)
class _Raw:
    """Counts before the gate: cells of shape (categories, zones + 1, buckets), the last « zone » being no zone."""

    buckets: tuple[Period, ...]
    categories: tuple[str, ...]
    cells: NDArray[np.int64]
    sources: dict[str, frozenset[Period]]


def _released(release: Release, kind: Kind, level: Level) -> Counts:
    observatory, policy = release.observatory, release.policy
    units, commune = release.zones(level), release.zones(Level.COMMUNE)
    zones = commune if level is Level.COMMUNE else pd.concat([units, commune], ignore_index=True)
    whole = observatory.recall(_raw, observatory, kind, Level.COMMUNE)
    raw = observatory.recall(_raw, observatory, kind, level)
    # Where something is withheld, a total is compared with its parts at every level.
    cuts = [observatory.recall(_raw, observatory, kind, one).cells for one in release.levels() if policy.withholds]
    # The commune is counted apart: nothing forbids a zone to bear its code.
    parts = [] if level is Level.COMMUNE else [raw.cells[:, :-1]]
    cells = np.concatenate([*parts, whole.cells[:, :1]], axis=1)
    covered = np.zeros((len(zones), len(whole.buckets)), dtype=bool)
    covered[:-1] = _covers(raw, whole.buckets)
    covered[-1] = _covers(whole, whole.buckets)
    elsewhere = raw.cells[:, -1]
    return Counts(
        level=level,
        zones=zones,
        buckets=whole.buckets,
        categories=whole.categories,
        cube=protect_cube(cells, cuts, covered, policy),
        elsewhere=np.where((elsewhere > 0) & (elsewhere < policy.threshold), WITHHELD, elsewhere),
        sources=raw.sources,
    )


def _covers(raw: _Raw, buckets: tuple[Period, ...]) -> list[bool]:
    covered = frozenset[Period]().union(*raw.sources.values())
    return [bucket in covered for bucket in buckets]


def _raw(observatory: Observatory, kind: Kind, level: Level) -> _Raw:
    rows = repository.cube(observatory.connection, kind=kind, level=level)
    if level is Level.COMMUNE:
        buckets = _buckets(rows)
        frequency = rows.groupby("category")["n_events"].sum().sort_index()
        categories = tuple(frequency.sort_values(ascending=False, kind="stable").index)
    else:
        whole = observatory.recall(_raw, observatory, kind, Level.COMMUNE)
        buckets, categories = whole.buckets, whole.categories
    codes = observatory.recall(_zones, observatory, level)["zone_code"]
    # A fact without a zone is at no position: -1, the last.
    zone = pd.Index(codes).get_indexer(rows["zone_code"])
    category = pd.Index(categories).get_indexer(rows["category"])
    is_month = np.array([bucket.n_months == 1 for bucket in buckets], dtype=bool)
    starts = pd.DatetimeIndex([bucket.start for bucket in buckets])
    of_month, of_year = (index.get_indexer(rows["period_start"]) for index in (starts[is_month], starts[~is_month]))
    bucket = np.where(rows["precision"] == "month", of_month, of_year + is_month.sum())
    cells = np.zeros((len(categories), len(codes) + 1, len(buckets)), dtype=np.int64)
    np.add.at(cells, (category, zone, bucket), rows["n_events"].to_numpy())
    located = rows.assign(bucket=bucket)[zone >= 0]
    sources = {
        str(source): frozenset(buckets[i] for i in set(of_source["bucket"]))
        for source, of_source in located.groupby("source")
    }
    return _Raw(buckets, categories, cells, sources)


def _buckets(rows: pd.DataFrame) -> tuple[Period, ...]:
    """Every month from the first to the last that has facts, then the years of facts whose month is unknown."""
    starts = {precision: of["period_start"].dt.date for precision, of in rows.groupby("precision")}
    months, years = starts.get("month"), starts.get("year")
    every_month = Period.of_months(months.min(), months.max()).months() if months is not None else []
    return (
        *(Period(month, add_months(month, 1)) for month in every_month),
        *(Period(year, add_months(year, YEAR)) for year in ([] if years is None else sorted(set(years)))),
    )


def _zones(observatory: Observatory, level: Level) -> pd.DataFrame:
    zones = repository.zones(observatory.connection, level)
    if zones.empty:
        raise UnknownLevelError(level=level)
    repeated = zones["zone_label"].duplicated(keep=False)
    return zones.assign(
        zone_label=zones["zone_label"].mask(repeated, zones["zone_label"] + " (" + zones["zone_code"] + ")")
    )


def _zones_at_levels(observatory: Observatory) -> dict[Level, int]:
    return repository.zones_at_levels(observatory.connection)
