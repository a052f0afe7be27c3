"""How counts run over the months: one zone with its usual band, several zones side by side, twelve-month sums."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analytics.disclosure import ProtectedTable
from analytics.figures import comparability, counts
from analytics.figures.release import Release
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
    level = selection.level if zones else Level.COMMUNE
    covered = counts.covered_period(release, selection.indicator, level)
    whole = Selection(selection.indicator, level, covered or selection.period, selection.category, selection.champ)
    table = counts.table(release, whole, by)
    return table.where(table.frame["zone_code"].isin(zones)) if zones else table


def side_by_side(table: ProtectedTable) -> pd.DataFrame:
    """One row per month, one column per zone, named by its label; missing where nothing is published."""
    rows = table.frame.assign(n_events=table.frame["n_events"].astype(float))
    zones = rows.groupby("zone_label", sort=False)
    return pd.DataFrame({label: zone.set_index("period_start")["n_events"] for label, zone in zones})


def usual(release: Release, selection: Selection, zone: str | None) -> pd.DataFrame:
    """``usual_band`` of a zone of the selection's level, or of the commune."""
    table = release.ask(history, selection, (zone,) if zone else (), "month")
    return usual_band(table, release.ask(comparability.cuts, selection.indicator, selection.level)[zone])


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
