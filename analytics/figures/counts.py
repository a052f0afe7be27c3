"""What was recorded, where and when: tables of counts and rates, and what changed."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from analytics.disclosure import Policy, ProtectedTable, protect
from analytics.figures import Observatory
from analytics.indicators import Indicator, indicator, indicators
from analytics.statistics import evaluation, trends
from analytics.statistics.rates import poisson_interval
from data.errors import UnknownFilterError, UnknownLevelError
from data.model import Kind, Level, Period, Scope, Selection, add_months
from data.warehouse import repository

COLUMNS = [
    "zone_code", "zone_label", "period_start", "period_end", "n_events", "exposure", "value", "value_low",
    "value_high", "status",
]  # fmt: skip
JUDGED = ["word", "difference", "difference_low", "difference_high", "ratio", "low", "high", "detectable"]
"""What ``changes`` says of two counts."""
YEAR = 12
_REMEMBERED = 64
"""Answers kept of questions that every click asks: a published snapshot never changes."""


def table(source: Observatory, scope: Scope, selection: Selection, by: str) -> ProtectedTable:
    """Count and rate of an indicator per zone and bucket of time.

    Parameters
    ----------
    by : ``month``, ``year`` (calendar years, cut to the period) or ``total``.

    Returns
    -------
    One row per zone and bucket, columns ``COLUMNS``: ``period_end`` excluded; ``exposure`` residents or dwellings;
    ``value`` events per
    1,000 of them over the bucket, with its exact 95 % Poisson limits; missing where the exposure is unknown. A zone
    without a fact has 0
    where a source covers the bucket, and ``no_data`` elsewhere.

    Raises
    ------
    UnknownIndicatorError, UnknownFilterError, UnknownLevelError
    """
    asked = indicator(selection.indicator)
    units = zones(source, selection.level)
    buckets = _buckets(selection.period, by)
    found = repository.counts(
        source.connection,
        kind=asked.kind,
        level=selection.level,
        period=selection.period,
        by=by,
        categories=categories(source, selection),
    )
    frame = units.merge(buckets, how="cross").merge(found, on=["zone_code", "period_start"], how="left")
    frame["period_start"] = frame["period_start"].clip(lower=pd.Timestamp(selection.period.start))
    frame["period_end"] = frame["period_end"].clip(upper=pd.Timestamp(selection.period.end))
    cut = frame[["period_start", "period_end"]].drop_duplicates()
    covered = frame["period_start"].isin(_covered(source, asked, selection.level, cut))
    frame["n_events"] = frame["n_events"].astype("Int64").where(~covered, frame["n_events"].fillna(0).astype("Int64"))
    frame["exposure"] = frame[asked.denominator]
    return protect(with_rate(frame, asked.per)[COLUMNS[:-1]], policy(source, scope))


def changes(source: Observatory, scope: Scope, selections: Sequence[Selection]) -> ProtectedTable:
    """What changed for several questions asked together: the period of each against the same months one year before.

    Of a period longer than a year, only the last twelve months are compared: a month must not stand on both sides.

    Parameters
    ----------
    selections : read at the level they name; one row per zone of that level and question.

    Returns
    -------
    One row per question and zone: ``indicator``, ``champ``, ``category``, ``zone_code``, ``zone_label``,
    ``period_start``, ``period_end``, ``before_start``, ``before_end``,
    ``n_events``, ``n_before``, ``word`` (a ``ChangeWord``), ``difference`` and its limits, ``ratio`` and its limits,
    ``detectable``,
    ``value`` and its limits (rate over the period).

    Notes
    -----
    Words are given after a Benjamini-Hochberg adjustment over all the rows: the more one looks, the more is needed to
    conclude.
    A month that a source did not cover in one of the two periods leaves both without data.
    """
    rows = pd.concat([_before_and_after(source, selection) for selection in selections], ignore_index=True)
    return protect(_judged(rows), policy(source, scope))


def covered_period(source: Observatory, slug: str, level: Level) -> Period | None:
    """Months from the first to the last fact of an indicator at a level; None when it has none there."""
    asked = indicator(slug)
    months = _covered_months(source, asked.kind, level)
    years = _covered_years(source, asked.kind, level)
    ends = [*months, *years, *(add_months(year, YEAR - 1) for year in years)]
    return Period.of_months(min(ends), max(ends)) if ends else None


def has_months(source: Observatory, slug: str, level: Level) -> bool:
    """Whether an indicator is known month by month at a level, rather than by year only."""
    return bool(_covered_months(source, indicator(slug).kind, level))


def missing_months(source: Observatory, selection: Selection) -> list[date]:
    """Months of the period that no source covers at this level."""
    kind = indicator(selection.indicator).kind
    held = set(_covered_months(source, kind, selection.level))
    years = _covered_years(source, kind, selection.level)
    held |= {add_months(year, i) for year in years for i in range(YEAR)}
    return [month for month in selection.period.months() if month not in held]


def changed_limits(source: Observatory) -> dict[tuple[str, str], tuple[int, date]]:
    """Changes of limits that some facts do not follow, by kind and level.

    Returns
    -------
    Number of zones, and last day counted in limits that they have no more.
    """
    found = (
        repository.changed_limits(source.connection)
        .groupby(["kind", "level"])
        .agg({"n_zones": "max", "last_former": "max"})
    )
    return {key: (int(row.n_zones), row.last_former.date()) for key, row in found.iterrows()}


def available_indicators(source: Observatory) -> list[Indicator]:
    """Indicators that have at least one fact, in the order of the menus; all of them when none has."""
    found = _categories_met(source)
    given = {
        asked.slug
        for asked in indicators().values()
        if (found["kind"].eq(asked.kind) & (found["category"].isin(asked.categories) | (not asked.categories))).any()
    }
    return [asked for asked in indicators().values() if asked.slug in given] or list(indicators().values())


def available_categories(source: Observatory, slug: str) -> list[str]:
    """Categories met for an indicator, the most frequent first."""
    asked = indicator(slug)
    found = _categories_met(source)
    found = found[found["kind"].eq(asked.kind)].sort_values("n_events", ascending=False, kind="stable")
    return [category for category in found["category"] if not asked.categories or category in asked.categories]


def available_champs(source: Observatory, slug: str) -> list[str]:
    """Champs d'action served by the categories met for an indicator, in the order of the nomenclature."""
    met = set(available_categories(source, slug))
    return [champ for champ in source.nomenclature.champs if met & set(source.nomenclature.of_champ(champ))]


def available_levels(source: Observatory, slug: str) -> list[Level]:
    """Levels where an indicator has located facts, the commune last."""
    levels = repository.zones_at_levels(source.connection)
    return [level for level in (*(one for one in levels if one is not Level.COMMUNE), Level.COMMUNE)
            if covered_period(source, slug, level)]  # fmt: skip


def levels(source: Observatory) -> list[Level]:
    """Levels that have zones, whatever their facts, in the order of ``Level``."""
    return [*repository.zones_at_levels(source.connection)]


def has_estimated_exposure(source: Observatory, selection: Selection) -> bool:
    """Whether rates of a selection rest on a population that was shared out from the IRIS, by surface."""
    by_population = indicator(selection.indicator).denominator == "population"
    return by_population and bool(zones(source, selection.level)["population_estimated"].any())


def categories(source: Observatory, selection: Selection) -> list[str] | None:
    """Categories that a selection keeps; None when it keeps all.

    Raises
    ------
    UnknownFilterError : the nomenclature has no such champ d'action, or the data no such category.
    """
    nomenclature = source.nomenclature
    kept: set[str] | None = set(indicator(selection.indicator).categories) or None
    if selection.champ is not None:
        if selection.champ not in nomenclature.champs:
            raise UnknownFilterError(value=selection.champ, known=", ".join(nomenclature.champs))
        served = set(nomenclature.of_champ(selection.champ))
        kept = served if kept is None else kept & served
    if selection.category is not None:
        met = available_categories(source, selection.indicator)
        if selection.category not in met and selection.category not in nomenclature.categories:
            raise UnknownFilterError(value=selection.category, known=", ".join(met))
        kept = {selection.category} if kept is None else kept & {selection.category}
    return None if kept is None else sorted(kept)


def policy(source: Observatory, scope: Scope) -> Policy:
    """What a scope may see in this commune."""
    return Policy.of(scope, source.commune.threshold)


@lru_cache(_REMEMBERED)
def zones(source: Observatory, level: Level) -> pd.DataFrame:
    """Zones of a level, two zones of the same name told apart by their code; columns as ``repository.zones``.

    Raises
    ------
    UnknownLevelError : the level has no zones.
    """
    found = repository.zones(source.connection, level)
    if found.empty:
        raise UnknownLevelError(level=level)
    repeated = found["zone_label"].duplicated(keep=False)
    return found.assign(
        zone_label=found["zone_label"].mask(repeated, found["zone_label"] + " (" + found["zone_code"] + ")")
    )


@lru_cache(_REMEMBERED)
def _covered_months(source: Observatory, kind: Kind, level: Level) -> list[date]:
    return repository.covered_months(source.connection, kind=kind, level=level)


@lru_cache(_REMEMBERED)
def _covered_years(source: Observatory, kind: Kind, level: Level) -> list[date]:
    return repository.covered_years(source.connection, kind=kind, level=level)


@lru_cache(_REMEMBERED)
def _categories_met(source: Observatory) -> pd.DataFrame:
    return repository.categories(source.connection)


def _buckets(period: Period, by: str) -> pd.DataFrame:
    if by == "total":
        bounds = [(period.start, period.end)]
    elif by == "month":
        bounds = [(month, add_months(month, 1)) for month in period.months()]
    else:
        years = range(period.start.year, period.last_month.year + 1)
        bounds = [(date(year, 1, 1), date(year + 1, 1, 1)) for year in years]
    starts, ends = zip(*bounds, strict=True)
    return pd.DataFrame({"period_start": pd.to_datetime(starts), "period_end": pd.to_datetime(ends)})


def _covered(source: Observatory, asked: Indicator, level: Level, buckets: pd.DataFrame) -> list[pd.Timestamp]:
    """Starts of the buckets for which at least one source gave something."""
    months = pd.to_datetime(_covered_months(source, asked.kind, level))
    years = pd.to_datetime(_covered_years(source, asked.kind, level))
    return [
        start
        for start, end in zip(buckets["period_start"], buckets["period_end"], strict=True)
        if ((months >= start) & (months < end)).any()
        or ((years >= start) & (years + pd.DateOffset(years=1) <= end)).any()
    ]


def with_rate(frame: pd.DataFrame, per: int) -> pd.DataFrame:
    """Add the rate ``value`` per ``per`` of the ``exposure`` and its exact 95 % limits, where both are known."""
    frame = frame.assign(value=np.nan, value_low=np.nan, value_high=np.nan)
    known = frame["n_events"].notna() & frame["exposure"].gt(0)
    counts = frame.loc[known, "n_events"].to_numpy(dtype=float)
    exposure = frame.loc[known, "exposure"].to_numpy(dtype=float) / per
    if known.any():
        interval = poisson_interval(counts, exposure)
        frame.loc[known, "value"] = counts / exposure
        frame.loc[known, "value_low"] = interval.low
        frame.loc[known, "value_high"] = interval.high
    return frame


def _before_and_after(source: Observatory, selection: Selection) -> pd.DataFrame:
    """Counts of a selection's period and of the same months a year before, per zone, with the dispersion."""
    asked = indicator(selection.indicator)
    recent = Period(max(selection.period.start, add_months(selection.period.end, -YEAR)), selection.period.end)
    earlier = recent.shift(-YEAR)
    units = zones(source, selection.level)
    history = Period(add_months(recent.end, -6 * YEAR), recent.end)
    found = repository.counts(
        source.connection,
        kind=asked.kind,
        level=selection.level,
        period=history,
        by="month",
        categories=categories(source, selection),
    )
    covered = pd.to_datetime(_covered_months(source, asked.kind, selection.level))
    months = (
        found.dropna(subset="zone_code")
        .pivot_table(index="period_start", columns="zone_code", values="n_events", aggfunc="sum")
        .reindex(index=covered, columns=units["zone_code"])
        .fillna(0)
    )
    after, before = _sum(months, recent), _sum(months, earlier)
    whole = after.notna() & before.notna()
    lived = months[(months.index >= pd.Timestamp(history.start)) & (months.index < pd.Timestamp(history.end))]
    # Of one zone alone, a few counts a month say too little of how far chance goes.
    dispersion = trends.pooled_dispersion(lived.asfreq("MS")) if len(lived) else 1.0
    frame = units.assign(
        indicator=asked.slug,
        champ=selection.champ,
        category=selection.category,
        period_start=pd.Timestamp(recent.start),
        period_end=pd.Timestamp(recent.end),
        before_start=pd.Timestamp(earlier.start),
        before_end=pd.Timestamp(earlier.end),
        n_events=after.where(whole).astype("Int64").array,
        n_before=before.where(whole).astype("Int64").array,
        exposure=units[asked.denominator],
        dispersion=dispersion,
    )
    return with_rate(frame, asked.per).drop(columns=["population", "population_estimated", "dwellings", "vintage"])


def _sum(months: pd.DataFrame, period: Period) -> "pd.Series[float]":
    """Sum over a period per zone; missing when a month of it is not covered."""
    return months.reindex(pd.to_datetime(period.months())).sum(axis=0, skipna=True, min_count=period.n_months)


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows["n_events"].notna() & (rows["n_events"].fillna(0) + rows["n_before"].fillna(0) > 0)
    judged = rows.assign(**dict.fromkeys(JUDGED, None)).drop(columns="dispersion")
    judged["word"] = trends.ChangeWord.INSUFFICIENT_DATA.value
    if known.any():
        before = rows.loc[known, "n_before"].to_numpy(dtype=float)
        after = rows.loc[known, "n_events"].to_numpy(dtype=float)
        dispersion = rows.loc[known, "dispersion"].to_numpy()
        change = trends.judge_change(before, after, dispersion=dispersion, p_adjusted=evaluation.adjust_p_values)
        for column in JUDGED:
            judged.loc[known, column] = getattr(change, column)
    return judged
