"""How counts and rates run over the months: zones side by side, their usual bands, twelve-month sums."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from analytics.disclosure import ProtectedTable
from analytics.figures import comparability, counts
from analytics.figures.release import Release
from analytics.indicators import Indicator
from analytics.statistics import trends
from data.model import Level, Selection


def history(release: Release, selection: Selection, zones: Sequence[str], by: str) -> ProtectedTable:
    """Every month (or year) that the indicator has, whatever the period chosen, for zones of the selection's level.

    Parameters
    ----------
    zones : codes; empty for the commune as a whole.
    by : ``month`` or ``year``.

    Returns
    -------
    One row per zone and bucket, as ``counts.table``, zones in the order of their code.
    """
    table = counts.table(release, _whole(release, selection, zones), by)
    return table.where(table.frame["zone_code"].isin(zones)) if zones else table


def partial_years(release: Release, selection: Selection, zones: Sequence[str]) -> frozenset[int]:
    """Years of ``history`` of which a month is out of what is covered, or missing."""
    whole = _whole(release, selection, zones)
    covered = {month for month in whole.period.months()} - {*counts.missing_months(release, whole)}
    return frozenset(
        year
        for year in range(whole.period.start.year, whole.period.last_month.year + 1)
        if not covered.issuperset(date(year, month, 1) for month in range(1, 13))
    )


def side_by_side(table: ProtectedTable, column: str = "n_events") -> pd.DataFrame:
    """One row per bucket, one column per zone, named by its label; missing where nothing is published.

    Parameters
    ----------
    column : ``n_events``, or ``value`` for rates.
    """
    zones = table.frame.groupby("zone_label", sort=False)
    return pd.DataFrame({label: zone.set_index("period_start")[column].astype(float) for label, zone in zones})


def measured_by(table: ProtectedTable, measure: str) -> str:
    """Column of ``history`` that a measure reads: rates where any of its zones has one, else counts.

    Parameters
    ----------
    measure : ``taux`` or ``nombre``.
    """
    return "value" if measure == "taux" and table.frame["value"].notna().any() else "n_events"


def usual(release: Release, selection: Selection, zone: str | None) -> pd.DataFrame:
    """``usual_band`` of a zone of the selection's level, or of the commune."""
    table = release.ask(history, selection, (zone,) if zone else (), "month")
    return usual_band(table, release.ask(comparability.cuts, selection.indicator, selection.level)[zone])


def usual_of_each(table: ProtectedTable, cuts: Mapping[str | None, Sequence[date]]) -> dict[str, pd.DataFrame]:
    """``month``, ``low`` and ``high`` of ``usual_band`` of each zone, by code.

    Parameters
    ----------
    table : every month of several zones, as ``history``.
    cuts : of ``comparability``, by code.
    """
    codes, days = table.frame["zone_code"].unique(), pd.DatetimeIndex(table.frame["period_start"].unique())
    counts_of_each = table.frame["n_events"].to_numpy(dtype=float, na_value=np.nan).reshape(len(codes), len(days))
    months = pd.DataFrame(counts_of_each.T, days, codes)
    stretches = [np.searchsorted(pd.DatetimeIndex([*cuts[code]]), months.index, side="right") for code in months]
    limits = trends.seasonal_limits(months, np.column_stack(stretches))
    return {
        code: pd.DataFrame({"month": months.index, "low": low, "high": high})
        for code, low, high in zip(months, np.transpose(limits.low), np.transpose(limits.high), strict=True)
    }


def times(band: pd.DataFrame, factor: float) -> pd.DataFrame:
    """A usual band of counts, in the unit of which one fact is worth so much (see ``per_fact``)."""
    return band.assign(**{name: band[name] * factor for name in ("expected", "low", "high")})


def per_fact(exposure: float, measured: Indicator, column: str) -> float:
    """What one fact adds to a column of ``history``: 1 to a count, so much to a rate; missing without exposure."""
    return 1.0 if column == "n_events" else measured.per / exposure if exposure > 0 else np.nan


def beyond(values: pd.Series, band: pd.DataFrame, provisional: Collection[date]) -> "pd.Series[int]":
    """Where each month stands: −1 below its usual band, 1 above; 0 within it, or where that is not known yet."""
    usual = band.set_index("month").reindex(values.index)
    side = (values > usual["high"]).astype(int) - (values < usual["low"]).astype(int)
    return side.where(~values.index.isin(pd.to_datetime([*provisional])), 0)


def usual_band(table: ProtectedTable, cuts: Sequence[date]) -> pd.DataFrame:
    """What each month's season usually gives, from the published months of one zone; see ``trends.seasonal_band``.

    Parameters
    ----------
    cuts : of ``comparability``.
    """
    frame = table.frame
    months = pd.Series(frame["n_events"].astype(float).to_numpy(), index=pd.DatetimeIndex(frame["period_start"]))
    return trends.seasonal_band(months, cuts=cuts)


def running_sums(months: pd.DataFrame) -> pd.DataFrame:
    """Twelve-month sums of ``side_by_side``; missing where one of the twelve is not published."""
    return months.apply(trends.rolling_sum)


def _whole(release: Release, selection: Selection, zones: Sequence[str]) -> Selection:
    """A selection over every month that its indicator has; at the level of the commune without zones."""
    level = selection.level if zones else Level.COMMUNE
    covered = counts.covered_period(release, selection.indicator, level)
    return Selection(selection.indicator, level, covered or selection.period, selection.category, selection.champ)
