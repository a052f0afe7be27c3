"""« À surveiller »: what the last quarter counts beyond what is usual there; the one judge of it, whoever asks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.disclosure import ProtectedTable, Status, tabulate
from analytics.figures.comparability import Comparison, compared, last_comparable_month
from analytics.figures.counts import available_indicators, covered_period, has_months
from analytics.figures.indicator_counts import IndicatorCounts, indicator_counts
from analytics.figures.noise import noise
from analytics.figures.release import YEAR, Release
from analytics.indicators import indicator
from analytics.statistics import trends
from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.words import SIGNIFICANCE, AlertWord
from data.model import Level, Period, add_months

MONTHS = YEAR // trends.QUARTERS


def alerts(release: Release, level: Level, slug: str | None = None) -> ProtectedTable:
    """Quarters of the zones of a level where enough facts are expected, and which of them hold more than is usual.

    Parameters
    ----------
    slug : keep what this indicator counts; all indicators where None, the same alerts.

    Returns
    -------
    One row per zone and sort of facts (all those of an indicator, then each category) of which at least
    ``trends.FEWEST_EXPECTED`` are expected and all counts published: ``indicator``, ``category`` (missing for all),
    ``zone_code``, ``zone_label``, ``period_start``, ``period_end`` (the last three months that no source may still
    complete), ``before_start``, ``before_end``, ``years_before``, ``n_events``, ``n_before`` (over those years),
    ``expected``, ``usual_low``, ``usual_high``, ``p_adjusted``, ``word`` (an ``AlertWord``, or none).

    Notes
    -----
    ``trends.watch`` against the quarters of the five years before, four at least, all comparable (see
    ``comparability.compared``), over the ``noise`` of the same months. Benjamini-Hochberg over all that is judged at
    the level, indicators and categories together. Judged from unprotected counts, so that nobody's alerts differ; then
    only what was judged of published counts is given.
    """
    judged = release.unprotected.ask(_judged, level)
    if slug is not None:
        judged = judged[np.array([_is_counted(row, slug) for _, row in judged.iterrows()], dtype=bool)]
    n_events, n_before = np.zeros((2, len(judged)), dtype=np.int64)
    same = ["indicator", "category", "period_start", "period_end", "before_start", "before_end"]
    for key, rows in judged.groupby(same, sort=False, dropna=False).indices.items():
        one, category, *ends = key
        counts = release.ask(indicator_counts, one, level)
        group, places = counts.group(category if isinstance(category, str) else None, None), judged["zone"].iloc[rows]
        start, end, first, last = (moment.date() for moment in ends)
        n_events[rows] = counts.total(group, _months(counts, Period(start, end)))[places]
        n_before[rows] = counts.total(group, _months(counts, Period(first, last)))[places]
    zones = release.zones(level).iloc[judged["zone"]]
    columns = {name: zones[name].to_numpy(dtype=object) for name in ("zone_code", "zone_label")}
    columns |= {str(name): judged[name].to_numpy() for name in judged.columns.drop("zone")}
    table = tabulate(columns | {"n_events": n_events, "n_before": n_before}, release.policy)
    return table.where(table.frame["status"] == Status.PUBLISHED)


def unjudged(release: Release, level: Level) -> list[str]:
    """Indicators of which too few comparable years are known at a level for any alert."""
    known = release.ask(available_indicators)
    return [one.slug for one in known if release.ask(known_past, one.slug, level) is None]


@dataclass(frozen=True)
class Past:
    """The last quarter of an indicator, and the same of the years before, the latest first.

    Attributes
    ----------
    touched : zones, by code, where a source changed how it records meanwhile.
    """

    quarter: Period
    years: tuple[Period, ...]
    touched: frozenset[str]

    @property
    def before(self) -> Period:
        """All the months of the years before."""
        return Period(add_months(self.quarter.start, -YEAR * len(self.years)), self.quarter.start)


def known_past(release: Release, slug: str, level: Level) -> Past | None:
    """The last three comparable months, and the same ones of the years before, without a gap; None of too few years."""
    covered = covered_period(release, slug, level)
    if covered is None or not has_months(release, slug, level):
        return None
    last = last_comparable_month(release, slug, covered)
    quarter = Period(add_months(last, 1 - MONTHS), add_months(last, 1))
    side = release.ask(compared, slug, level, Comparison.with_years_before(quarter))
    given = {one.start for one in release.counts(indicator(slug).kind, level).covered if one.n_months == 1}
    missing = [month for month in Period(covered.start, quarter.end).months() if month not in given]
    whole = Period(add_months(missing[-1], 1) if missing else covered.start, quarter.start).n_months // YEAR
    years = [year for i, year in enumerate(side.before) if i < whole and year == quarter.shift(-YEAR * (i + 1))]
    return Past(quarter, tuple(years), side.touched) if len(years) >= trends.FEWEST_YEARS else None


def _judged(release: Release, level: Level) -> pd.DataFrame:
    """Rows of ``alerts`` before the gate, with the position of the zone in place of the counts."""
    judged = pd.concat([_EMPTY, *_of_indicators(release, level)], ignore_index=True)
    adjusted = adjust_p_values(judged["p_value"]) if len(judged) else judged["p_value"].to_numpy(dtype=float)
    words = np.array([AlertWord.TO_WATCH.value if p <= SIGNIFICANCE else None for p in adjusted], dtype=object)
    return judged.drop(columns="p_value").assign(p_adjusted=adjusted, word=words)


def _of_indicators(release: Release, level: Level) -> Iterator[pd.DataFrame]:
    """What is judged of each indicator; facts that two of them count are judged once."""
    known = set()
    for one in release.ask(available_indicators):
        past = release.ask(known_past, one.slug, level)
        if past is None:
            continue
        counts = release.ask(indicator_counts, one.slug, level)
        for rank, group in enumerate(counts.groups):
            facts = (one.kind, frozenset(counts.categories[i] for i in group.members))
            if group.champ is None and facts not in known:
                known.add(facts)
                yield _of_group(release, counts, rank, past)


def _of_group(release: Release, counts: IndicatorCounts, rank: int, past: Past) -> pd.DataFrame:
    """What is judged of a group of categories: one row per zone where enough facts are expected."""
    level, group = counts.level, counts.groups[rank]
    n_zones = len(counts.zones) - (level is not Level.COMMUNE)
    months = _months(counts, Period(past.before.start, past.quarter.end))
    cells = counts.cube.cells[np.ix_(group.members, range(n_zones), months)].sum(axis=0)
    quarters = cells.reshape(n_zones, -1, MONTHS).sum(axis=2).T
    is_apart = counts.zones["zone_code"][:n_zones].isin(past.touched).to_numpy()
    # No more is ever expected than was seen once.
    zone = np.flatnonzero(~is_apart & (quarters[:-1].max(axis=0) >= trends.FEWEST_EXPECTED))
    if not zone.size:
        return _EMPTY
    of_zones = release.ask(noise, counts.indicator.slug, level, past.years, past.touched)
    watched = trends.watch(quarters[:-1, zone], quarters[-1, zone], noise=of_zones.own[rank] + of_zones.common[rank])
    judged = pd.DataFrame(
        {
            "indicator": counts.indicator.slug,
            "category": group.category,
            "zone": zone,
            **{f"period_{end}": pd.Timestamp(getattr(past.quarter, end)) for end in ("start", "end")},
            **{f"before_{end}": pd.Timestamp(getattr(past.before, end)) for end in ("start", "end")},
            "years_before": len(past.years),
            "expected": watched.expected,
            "usual_low": watched.low,
            "usual_high": watched.high,
            "p_value": watched.p_value,
        },
    ).astype(_EMPTY.dtypes)
    return judged[judged["expected"] >= trends.FEWEST_EXPECTED]


def _months(counts: IndicatorCounts, period: Period) -> list[int]:
    """Positions of the months of a period, without the years of facts whose month is unknown."""
    return [i for i in counts.within(period) if counts.buckets[i].n_months == 1]


_EMPTY = pd.DataFrame(
    {
        **dict.fromkeys(("indicator", "category"), pd.Series(dtype=object)),
        "zone": pd.Series(dtype=np.int64),
        **dict.fromkeys(
            ("period_start", "period_end", "before_start", "before_end"), pd.Series(dtype="datetime64[us]")
        ),
        "years_before": pd.Series(dtype=np.int64),
        **dict.fromkeys(("expected", "usual_low", "usual_high", "p_value"), pd.Series(dtype=float)),
    }
)


def _is_counted(row: pd.Series, slug: str) -> bool:
    """Whether an indicator counts all the facts of a row."""
    asked, judged = indicator(slug), indicator(row["indicator"])
    categories = judged.categories if row["category"] is None else (row["category"],)
    return asked.kind == judged.kind and (
        not asked.categories or (bool(categories) and {*categories} <= {*asked.categories})
    )
