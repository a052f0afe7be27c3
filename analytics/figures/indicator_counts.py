"""The counts of one indicator at one level: what the map of the browser holds, and what tables are cut from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.disclosure import NO_DATA, ProtectedCube
from analytics.figures.release import Counts, Positions, Release
from analytics.indicators import Indicator, indicator
from data.model import Level, Period


@dataclass(frozen=True)
class Group:
    """Categories looked at together: all of them, one, or those that serve a champ d'action.

    Attributes
    ----------
    members : positions of the categories among those of the indicator.
    """

    members: tuple[int, ...]
    category: str | None = None
    champ: str | None = None


@dataclass(frozen=True, eq=False)
class IndicatorCounts:
    """Counts of one indicator at one level, protected.

    Attributes
    ----------
    counts : those of all the facts of its kind.
    zones : one row per zone, the commune last: ``zone_code``, ``zone_label``, ``exposure`` (residents or dwellings,
        missing when unknown).
    categories : slugs counted by the indicator, the most frequent first.
    groups : what can be chosen: all, each category, each champ d'action.
    cube : counts by category, zone and bucket.
    vintage : names the published outline of the zones; None for the commune as a whole.
    """

    indicator: Indicator
    counts: Counts
    zones: pd.DataFrame
    categories: tuple[str, ...]
    groups: tuple[Group, ...]
    cube: ProtectedCube
    vintage: str | None

    @property
    def level(self) -> Level:
        """Level of the zones."""
        return self.counts.level

    @property
    def buckets(self) -> tuple[Period, ...]:
        """Months, then whole years for the facts whose year alone is known."""
        return self.counts.buckets

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

    def rank(self, group: Group) -> int | None:
        """Position among ``groups`` of the one that has the same members; None where it has none."""
        return next((i for i, one in enumerate(self.groups) if group.members and one.members == group.members), None)

    def total(self, group: Group, buckets: Positions) -> NDArray[np.int64]:
        """Facts per zone over some buckets; see ``Counts.total``.

        Of a category or a champ d'action that no fact has yet, 0 where a bucket is covered.
        """
        if group.members or group.category in self.categories:
            return self.counts.total(self._rows[list(group.members)], buckets)
        covered = (self.counts.cube.cells[:1, :, buckets] != NO_DATA).any(axis=(0, 2))
        return np.where(covered, 0, NO_DATA)

    def each(self, group: Group, buckets: Positions) -> NDArray[np.int64]:
        """``total`` of each of some buckets alone: one row per bucket, one column per zone."""
        if group.members or group.category in self.categories:
            return self.counts.each(self._rows[list(group.members)], buckets)
        return np.array([self.total(group, [bucket]) for bucket in buckets]).reshape(-1, len(self.zones))

    def elsewhere(self, group: Group, buckets: Positions) -> NDArray[np.int64]:
        """Facts without a zone, by category of a group and bucket; may hold ``WITHHELD``."""
        return self.counts.elsewhere[self._rows[list(group.members)]][:, buckets]

    def within(self, period: Period) -> list[int]:
        """Positions of the buckets that lie wholly within a period."""
        return self.counts.within(period)

    @property
    def _rows(self) -> NDArray[np.intp]:
        """Position of each category among those of the kind."""
        return self.counts.members(self.indicator.categories or None)


def indicator_counts(release: Release, slug: str, level: Level) -> IndicatorCounts:
    """Everything about an indicator at a level, for one scope.

    Raises
    ------
    UnknownIndicatorError, UnknownLevelError
    """
    shown = indicator(slug)
    counts = release.counts(shown.kind, level)
    rows = counts.members(shown.categories or None)
    categories = tuple(counts.categories[row] for row in rows)
    zones = counts.zones.assign(exposure=counts.zones[shown.denominator])
    return IndicatorCounts(
        indicator=shown,
        counts=counts,
        zones=zones[["zone_code", "zone_label", "exposure"]],
        categories=categories,
        groups=_groups(release, categories),
        cube=counts.cube if len(rows) == len(counts.categories) else counts.cube.of(rows),
        vintage=None if level is Level.COMMUNE else str(counts.zones["vintage"].iloc[0]),
    )


def _groups(release: Release, categories: tuple[str, ...]) -> tuple[Group, ...]:
    nomenclature = release.nomenclature
    position = {category: i for i, category in enumerate(categories)}
    every = Group(tuple(range(len(categories))))
    alone = [Group((i,), category=category) for category, i in position.items()]
    fields = [
        Group(tuple(sorted(position[one] for one in nomenclature.of_champ(champ) if one in position)), champ=champ)
        for champ in nomenclature.champs
    ]
    return (every, *alone, *(group for group in fields if group.members))
