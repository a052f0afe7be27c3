"""Totals of each year, of zones or of the commune."""

from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import series as charts
from analytics.figures import Release, counts, series
from analytics.indicators import indicator
from analytics.text import findings, fr, readings
from data.model import Selection


def years(release: Release, selection: Selection, zones: tuple[str, ...], *, measure: str) -> Block:
    """Draw the years of zones of the level; of the commune without any.

    Parameters
    ----------
    measure : ``taux`` or ``nombre``.
    """
    table = release.ask(series.history, selection, zones, "year")
    unit = readings.Unit(indicator(selection.indicator), series.measured_by(table, measure))
    totals, partial_years = series.side_by_side(table, unit.column), release.ask(series.partial_years, selection, zones)
    has_months = release.ask(counts.has_months, selection.indicator, selection.level)
    return Block(
        key="evolution-years",
        is_activity=True,
        title=findings.last_years(totals, unit, partial_years),
        note="" if has_months else fr.YEARS_NOTE,
        picture=partial(charts.yearly, totals, unit=unit, partial=partial_years),
        asked=source.asked(release, selection, zones),
        source=source.of(release, selection, zones),
        reading=readings.years(table, unit, partial_years),
        table=table,
        columns=("zone_label", "period", "n_events", "value", "value_low", "value_high"),
    )
