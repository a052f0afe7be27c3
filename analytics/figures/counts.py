"""What was recorded, where and when: tables of counts and rates, and what there is to choose from."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.disclosure import NO_DATA, ProtectedTable, tabulate
from analytics.figures.indicator_counts import IndicatorCounts, indicator_counts
from analytics.figures.release import YEAR, Counts, Release
from analytics.indicators import Denominator, Indicator, indicator, indicators
from analytics.statistics.rates import poisson_interval
from data.errors import UnknownFilterError
from data.model import Level, Period, Selection, add_months
from data.warehouse import repository

COLUMNS = [
    "zone_code", "zone_label", "period_start", "period_end", "n_events", "exposure", "value", "value_low",
    "value_high", "status",
]  # fmt: skip


def table(release: Release, selection: Selection, by: str) -> ProtectedTable:
    """Count and rate of an indicator per zone and bucket of time.

    Parameters
    ----------
    by : ``month``, ``year`` (calendar years, cut to the period) or ``total``.

    Returns
    -------
    One row per zone and bucket, columns ``COLUMNS``: ``period_end`` excluded; ``exposure`` residents or dwellings;
    ``value`` events per 1,000 of them over the bucket, with its exact 95 % Poisson limits; missing where the exposure
    is unknown. A zone without a fact has 0 where a source covers the bucket, and ``no_data`` elsewhere.

    Raises
    ------
    UnknownIndicatorError, UnknownFilterError, UnknownLevelError
    """
    counts = selected(release, selection)
    is_zone = np.arange(len(counts.zones)) < len(counts.zones) - (selection.level is not Level.COMMUNE)
    return _tabulated(release, counts, selection, _cut(selection.period, by), is_zone)


def with_commune(release: Release, selection: Selection) -> ProtectedTable:
    """Count and rate of each zone over the whole period, the commune last; columns as ``table``."""
    counts = selected(release, selection)
    return _tabulated(release, counts, selection, [selection.period], np.ones(len(counts.zones), dtype=bool))


def composition(release: Release, selection: Selection, zone: str | None) -> ProtectedTable:
    """Facts per category over a period in one zone, or in the whole commune, beside the commune's.

    Parameters
    ----------
    selection : its category is not read.

    Returns
    -------
    One row per category of the selection met in the commune, the most frequent first: ``category``, ``n_events``,
    ``n_commune``, ``share_pct`` (missing for all where one is withheld: it would give that one back).
    """
    counts = release.ask(indicator_counts, selection.indicator, selection.level)
    members = counts.group(None, selection.champ).members
    row = -1 if zone is None else counts.zones["zone_code"].tolist().index(zone)
    buckets = counts.within(selection.period)
    totals = np.array([counts.total(counts.groups[1 + i], buckets) for i in members]).reshape(-1, len(counts.zones))
    met = totals[:, -1] != 0
    of_zone, of_commune = totals[met, row], totals[met, -1]
    order = np.argsort(-of_zone, kind="stable")
    share = 100 * of_zone / max(1, of_zone.sum()) if (of_zone >= 0).all() else np.full(len(of_zone), np.nan)
    categories = np.array([counts.categories[i] for i in members], dtype=object)[met]
    return tabulate(
        {
            "category": categories[order],
            "n_events": of_zone[order],
            "n_commune": of_commune[order],
            "share_pct": share[order],
        },
        release.policy,
    )


def not_located(release: Release, selection: Selection) -> ProtectedTable:
    """Facts of a selection with and without a zone at its level, in the whole commune.

    Returns
    -------
    One row: ``n_located``, ``n_not_located``; both withheld when a part of either is.
    """
    counts = release.ask(indicator_counts, selection.indicator, selection.level)
    group, buckets = counts.group(selection.category, selection.champ), counts.within(selection.period)
    in_zones = counts.total(group, buckets)[: len(counts.zones) - (selection.level is not Level.COMMUNE)]
    n_located = _sum(in_zones[in_zones != NO_DATA])
    n_not_located = _sum(counts.elsewhere(group, buckets))
    return tabulate({"n_located": np.array([n_located]), "n_not_located": np.array([n_not_located])}, release.policy)


def covered_period(release: Release, slug: str, level: Level) -> Period | None:
    """Months from the first to the last fact of an indicator's kind at a level; None when there is none."""
    return _of_kind(release, slug, level).period


def has_months(release: Release, slug: str, level: Level) -> bool:
    """Whether an indicator is known month by month at a level, rather than by year only."""
    return _of_kind(release, slug, level).is_monthly


def missing_months(release: Release, selection: Selection) -> list[date]:
    """Months of the period that no source covers at this level."""
    return _of_kind(release, selection.indicator, selection.level).missing(selection.period)


def changed_limits(release: Release) -> dict[tuple[str, str], tuple[int, date]]:
    """Changes of limits that some facts do not follow, by kind and level.

    Returns
    -------
    Number of zones, and last day counted in limits that they have no more.
    """
    changes = (
        repository.changed_limits(release.connection)
        .groupby(["kind", "level"])
        .agg({"n_zones": "max", "last_former": "max"})
    )
    return {key: (int(row.n_zones), row.last_former.date()) for key, row in changes.iterrows()}


def available_indicators(release: Release) -> list[Indicator]:
    """Indicators that have at least one fact, in the order of the menus; all of them when none has."""
    given = [one for one in indicators().values() if available_categories(release, one.slug)]
    return given or list(indicators().values())


def available_categories(release: Release, slug: str) -> tuple[str, ...]:
    """Categories met for an indicator, the most frequent first."""
    return release.ask(indicator_counts, slug, Level.COMMUNE).categories


def available_champs(release: Release, slug: str) -> list[str]:
    """Champs d'action served by the categories met for an indicator, in the order of the nomenclature."""
    return [group.champ for group in release.ask(indicator_counts, slug, Level.COMMUNE).groups if group.champ]


def available_levels(release: Release, slug: str) -> list[Level]:
    """Levels where an indicator has located facts, the commune last."""
    levels = [*(level for level in release.levels() if level is not Level.COMMUNE), Level.COMMUNE]
    return [level for level in levels if level in release.levels() and covered_period(release, slug, level)]


def has_estimated_exposure(release: Release, selection: Selection) -> bool:
    """Whether rates of a selection rest on a population that was shared out from the IRIS, by surface."""
    by_population = indicator(selection.indicator).denominator is Denominator.POPULATION
    return by_population and bool(release.zones(selection.level)["population_estimated"].any())


def rates(
    n_events: NDArray[np.int64], exposure: NDArray[np.float64], per: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Rates with their exact 95 % Poisson limits.

    Parameters
    ----------
    n_events : counts; negative where none is shown.
    exposure : residents or dwellings; missing or 0 where unknown.
    per : the rate is given per this many of them.

    Returns
    -------
    Rate, low and high limit; missing where the count or the exposure is.
    """
    over = exposure / per
    value, low, high = np.full((3, len(over)), np.nan)
    known = (n_events >= 0) & (over > 0)
    if known.any():
        interval = poisson_interval(n_events[known], over[known])
        value[known], low[known], high[known] = n_events[known] / over[known], interval.low, interval.high
    return value, low, high


def selected(release: Release, selection: Selection) -> IndicatorCounts:
    """Counts of the indicator of a selection at its level, once its filters are checked.

    Raises
    ------
    UnknownIndicatorError, UnknownFilterError, UnknownLevelError
    """
    counts = release.ask(indicator_counts, selection.indicator, selection.level)
    nomenclature = release.nomenclature
    if selection.champ is not None and selection.champ not in nomenclature.champs:
        raise UnknownFilterError(value=selection.champ, known=", ".join(nomenclature.champs))
    if selection.category is not None and selection.category not in {*counts.categories, *nomenclature.categories}:
        raise UnknownFilterError(value=selection.category, known=", ".join(counts.categories))
    return counts


def _of_kind(release: Release, slug: str, level: Level) -> Counts:
    return release.counts(indicator(slug).kind, level)


def _tabulated(
    release: Release,
    counts: IndicatorCounts,
    selection: Selection,
    periods: list[Period],
    kept: NDArray[np.bool_],
) -> ProtectedTable:
    """One row per zone kept and period."""
    group = counts.group(selection.category, selection.champ)
    buckets = [counts.within(period) for period in periods]
    # Months are summed together: one by one, sixty of them take three to ten times as long.
    if all(len(one) == 1 for one in buckets):
        totals = counts.each(group, [one for (one,) in buckets])
    else:
        totals = np.array([counts.total(group, one) for one in buckets]).reshape(len(periods), -1)
    n_events = totals[:, kept].T.ravel()
    zones = counts.zones[kept].loc[lambda rows: rows.index.repeat(len(periods))]
    exposure = zones["exposure"].to_numpy(dtype=float)
    value, low, high = rates(n_events, exposure, counts.indicator.per)
    bounds = zip(*((one.start, one.end) for one in periods), strict=True)
    first_days, last_days = (pd.DatetimeIndex(days).as_unit("us") for days in bounds)
    n_zones = int(kept.sum())
    return tabulate(
        {
            "zone_code": zones["zone_code"].to_numpy(),
            "zone_label": zones["zone_label"].to_numpy(),
            "period_start": np.tile(first_days, n_zones),
            "period_end": np.tile(last_days, n_zones),
            "n_events": n_events,
            "exposure": exposure,
            "value": value,
            "value_low": low,
            "value_high": high,
        },
        release.policy,
    )


def _cut(period: Period, by: str) -> list[Period]:
    """Months, calendar years (cut to the period) or the whole of a period."""
    if by == "total":
        return [period]
    if by == "month":
        return [Period(month, add_months(month, 1)) for month in period.months()]
    years = [date(year, 1, 1) for year in range(period.start.year, period.last_month.year + 1)]
    return [Period(max(year, period.start), min(add_months(year, YEAR), period.end)) for year in years]


def _sum(counts: NDArray[np.int64]) -> int:
    return int(counts.min()) if (counts < 0).any() else int(counts.sum())
