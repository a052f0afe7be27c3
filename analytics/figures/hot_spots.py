"""Where high rates gather two years running, or why it is not looked for."""

from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

from analytics.disclosure import WITHHELD, ProtectedTable, tabulate
from analytics.figures.comparability import last_comparable_month
from analytics.figures.counts import rates, selected
from analytics.figures.indicator_counts import IndicatorCounts
from analytics.figures.release import YEAR, Release
from analytics.figures.zones_compared import adjacency
from analytics.indicators import Denominator
from analytics.statistics.words import HotSpot
from data.model import Level, Period, Selection, add_months


class Unsought(StrEnum):
    """Why hot spots are not looked for."""

    FEW_ZONES = "few_zones"
    POPULATION = "population"
    ONE_YEAR = "one_year"
    WITHHELD = "withheld"
    APART = "apart"


@dataclass(frozen=True, eq=False)
class HotSpots:
    """Hot spots of a level, or the reason for none.

    Attributes
    ----------
    denominator : what rates are per.
    n_zones, n_known : zones of the level, and those whose population (or dwellings) is known.
    years : the year before, and the latest; None where two years are not known.
    table : one row per zone of known population: counts and rates of the latest year, ``n_before`` of the year before,
        ``z``, ``z_before`` (Gi*), ``p_adjusted`` (the less sure of both years) and ``word`` (a ``HotSpot``); None where
        nothing is looked for.
    unsought : why; None where hot spots are looked for.
    """

    denominator: Denominator
    n_zones: int
    n_known: int
    years: tuple[Period, Period] | None = None
    table: ProtectedTable | None = None
    unsought: Unsought | None = None

    def of(self, word: HotSpot, column: str = "zone_code") -> list[str]:
        """Codes, or another column, of the zones that have a word."""
        return [] if self.table is None else list(self.table.frame.query("word == @word")[column])


def hot_spots(release: Release, selection: Selection) -> HotSpots | None:
    """Hot spots of a selection over the last two years of its period; None where there are no zones, or no such facts.

    Notes
    -----
    ``spatial.hot_spots`` on the rates of two years, up to the last month of the period that no source may still
    complete, whatever its first month: what gathers in one season, or in one year, passes. At least ``ENOUGH_ZONES``
    whose population is known. Where the scope may not see one of the counts, nothing is looked for: what is
    concluded is the same for every scope, or withheld, and tells nothing of a count that is.
    """
    from analytics.statistics import spatial

    counts = selected(release, selection)
    group = counts.group(selection.category, selection.champ)
    if selection.level is Level.COMMUNE or not group.members:
        return None
    zones = counts.zones[:-1]
    is_known = zones["exposure"] > 0
    found = HotSpots(counts.indicator.denominator, len(zones), int(is_known.sum()))
    if found.n_zones < spatial.ENOUGH_ZONES:
        return replace(found, unsought=Unsought.FEW_ZONES)
    if found.n_known < spatial.ENOUGH_ZONES:
        return replace(found, unsought=Unsought.POPULATION)
    years = _years(release, selection, counts)
    if years is None:
        return replace(found, unsought=Unsought.ONE_YEAR)
    graph = release.ask(adjacency, selection.level)
    is_drawn = (is_known & zones["zone_code"].isin(graph.unique_ids)).to_numpy()
    graph = graph if is_drawn.sum() == graph.n else graph.subgraph(zones["zone_code"][is_drawn])
    if graph.n < spatial.ENOUGH_ZONES or not graph.nonzero:
        return replace(found, unsought=Unsought.APART)
    before, latest = (counts.total(group, counts.within(year))[:-1][is_drawn] for year in years)
    if WITHHELD in before or WITHHELD in latest:
        return replace(found, unsought=Unsought.WITHHELD)
    exposure = zones["exposure"][is_drawn].to_numpy(dtype=float)
    (value_before, *_), (value, low, high) = (rates(n, exposure, counts.indicator.per) for n in (before, latest))
    # Subgraphs are in the order of the graph, not of the zones.
    codes = zones["zone_code"][is_drawn]
    of_years = [pd.Series(one, index=codes.to_numpy()) for one in (value_before, value)]
    judged = spatial.hot_spots(of_years, graph).loc[codes]
    table = tabulate(
        {
            "zone_code": codes.to_numpy(),
            "zone_label": zones["zone_label"][is_drawn].to_numpy(),
            "n_events": latest,
            "n_before": before,
            "exposure": exposure,
            "value": value,
            "value_low": low,
            "value_high": high,
            "z": judged["z"].to_numpy(),
            "z_before": judged["z_before"].to_numpy(),
            "p_adjusted": judged[["p_adjusted", "p_adjusted_before"]].max(axis=1, skipna=False).to_numpy(),
            "word": judged["word"].to_numpy(dtype=object),
        },
        release.policy,
    )
    return replace(found, years=years, table=table)


def _years(release: Release, selection: Selection, counts: IndicatorCounts) -> tuple[Period, Period] | None:
    """The year before and the latest, all of whose months are given; None where they are not."""
    covered = counts.counts.period
    if covered is None:
        return None
    last = last_comparable_month(release, selection.indicator, covered)
    end = min(selection.period.end, add_months(last, 1))
    before, latest = (Period(add_months(end, -n * YEAR), add_months(end, (1 - n) * YEAR)) for n in (2, 1))
    known = all(counts.within(year) and not counts.counts.missing(year) for year in (before, latest))
    return (before, latest) if known else None
