"""Zones that are like one of the level, outside any action, and what makes them so."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import numpy as np
import pandas as pd

from analytics.disclosure import WITHHELD, ProtectedTable
from analytics.figures import changes
from analytics.figures.comparability import Comparison
from analytics.figures.counts import selected
from analytics.figures.release import YEAR, Release
from data.model import Level, Period, Selection, add_months

MOST = 3
"""Similar zones that are given, the likest first."""
CLOSE = (3 / 4, 4 / 3)
"""Ratios of two zones that are comparable by a trait: those within which communes are similar."""
CLOSE_TREND = 0.10
"""Gap of two yearly changes, as shares of the level, within which zones are comparable by their trend."""
_YEARS_READ = 5


class Trait(StrEnum):
    """What zones are compared by."""

    POPULATION = "population"
    DWELLINGS = "dwellings"
    LEVEL = "level"
    TREND = "trend"


class Unread(StrEnum):
    """Why the level and the trend of the facts are not read."""

    NO_FACT = "no_fact"
    FEW_MONTHS = "few_months"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Similar:
    """A zone that is like another.

    Attributes
    ----------
    shared, apart : traits known of both by which they are comparable, and those by which they are not.
    """

    code: str
    label: str
    shared: tuple[Trait, ...]
    apart: tuple[Trait, ...]


@dataclass(frozen=True)
class Likeness:
    """What is like a zone.

    Attributes
    ----------
    traits : those by which zones were compared; none where the base holds nothing of them.
    similar : zones that share at least half of the traits, the likest first; at most ``MOST``.
    unread : why facts are not among the traits; None where they are.
    is_alone : whether the level has no other zone.
    """

    code: str
    label: str
    traits: tuple[Trait, ...] = ()
    similar: tuple[Similar, ...] = ()
    unread: Unread | None = None
    is_alone: bool = False


def panel(release: Release, level: Level, months: pd.DataFrame) -> tuple[pd.DataFrame, str | None]:
    """Months and zones as ``comparison.similar_zones`` reads them, and the column of residents.

    Parameters
    ----------
    months : facts per month (rows) and zone (columns, their codes).

    Returns
    -------
    One row per zone and month: ``zone``, ``month``, ``count`` and, where all these zones have some, ``people``; and
    that name, or None.
    """
    rows = months.rename_axis("month").reset_index().melt("month", var_name="zone", value_name="count")
    people = _sizes(release, level, months.columns).get(Trait.POPULATION)
    return (rows, None) if people is None else (rows.assign(people=rows["zone"].map(people).astype(float)), "people")


def similar(release: Release, selection: Selection, zone: str) -> Likeness:
    """The zones that are most like one of the level of a selection, by what the base holds of them.

    Notes
    -----
    By residents, dwellings, level and trend of the facts of the selection over the five years before its period
    (``comparison.similar_zones``, which chooses the zones an action is compared with): what the period shows has no
    part in the choice. Residents and dwellings are read where all the zones have some; facts over twelve months at
    least. Of a protected scope, only zones all of whose months are published, so that the choice tells nothing more.
    """
    from analytics.statistics.comparison import similar_zones, zones_of_like_size

    zones = release.zones(selection.level)
    labels = dict(zip(zones["zone_code"], zones["zone_label"], strict=True))
    if len(zones) == 1:
        return Likeness(zone, labels[zone], is_alone=True)
    months = release.ask(_months_before, selection)
    shown = pd.DataFrame() if months is None else _published(months)
    unread = Unread.NO_FACT if months is None else _unread(months, shown, zone)
    sizes = _sizes(release, selection.level, zones["zone_code"] if unread else shown.columns)
    if unread is None:
        rows, people = release.ask(_panel_before, selection)
        found = similar_zones(
            rows,
            unit="zone",
            time="month",
            outcome="count",
            treated=zone,
            start=pd.Timestamp(selection.period.start),
            exposure=people,
            dwellings=sizes.get(Trait.DWELLINGS),
        )
        traits = (*(Trait(name) for name in sizes), Trait.LEVEL, Trait.TREND)
    else:
        traits = tuple(Trait(name) for name in sizes)
        found = zones_of_like_size(sizes, zone) if traits else pd.DataFrame()
    likest = (_similar(row, labels[row["zone"]], traits) for _, row in found.iterrows())
    kept = (one for one in likest if 2 * len(one.shared) >= len(traits))
    return Likeness(zone, labels[zone], traits, tuple(islice(kept, MOST)), unread)


def changed(release: Release, selection: Selection, comparison: Comparison, codes: tuple[str, ...]) -> ProtectedTable:
    """What changed in some zones, in the order given; columns as ``changes.table``."""
    table = changes.with_commune(release, selection, comparison)
    is_zone = table.frame.index < len(table.frame) - 1
    return table.where(is_zone & table.frame["zone_code"].isin(codes))


def _months_before(release: Release, selection: Selection) -> pd.DataFrame | None:
    """Facts of a selection per month before its period that is given, and per zone; ``WITHHELD`` where a part is.

    None where no fact answers the selection.
    """
    shown = selected(release, selection)
    of_kind, start = shown.counts, selection.period.start
    slugs = {shown.categories[i] for i in shown.group(selection.category, selection.champ).members}
    before = Period(add_months(start, -_YEARS_READ * YEAR), start)
    return of_kind.monthly(of_kind.members(slugs), before).dropna(how="all") if slugs else None


def _published(months: pd.DataFrame) -> pd.DataFrame:
    """Zones all of whose months are published."""
    return months.loc[:, (months != WITHHELD).all()]


def _panel_before(release: Release, selection: Selection) -> tuple[pd.DataFrame, str | None]:
    """``panel`` of the months before the period of a selection: the same for every zone of it."""
    return panel(release, selection.level, _published(release.ask(_months_before, selection)))


def _unread(months: pd.DataFrame, shown: pd.DataFrame, zone: str) -> Unread | None:
    if len(months) < YEAR:
        return Unread.FEW_MONTHS
    return Unread.WITHHELD if zone not in shown or len(shown.columns) < 2 else None


def _sizes(release: Release, level: Level, codes: "pd.Index | pd.Series[str]") -> pd.DataFrame:
    """Residents and dwellings of zones, by code; of each measure, all of them or none."""
    zones = release.zones(level).set_index("zone_code").loc[codes, [Trait.POPULATION.value, Trait.DWELLINGS.value]]
    sizes = zones.astype(float)
    return sizes.loc[:, (sizes > 0).all()]


def _similar(row: pd.Series, label: str, traits: tuple[Trait, ...]) -> Similar:
    shared = tuple(trait for trait in traits if _is_close(row, trait))
    return Similar(row["zone"], label, shared, tuple(trait for trait in traits if trait not in shared))


def _is_close(row: pd.Series, trait: Trait) -> bool:
    if trait is Trait.TREND:
        return bool(np.abs(row["trend_gap"]) <= CLOSE_TREND)
    return bool(CLOSE[0] <= row[f"{trait}_ratio"] <= CLOSE[1])
