"""Months of several zones, on the same scale."""

from datetime import date
from functools import partial

from analytics.blocks.block import Block
from analytics.charts import series as charts
from analytics.figures import Release, coverage, series
from analytics.indicators import indicator
from analytics.text import fr, readings
from data.model import Selection


def zones_side_by_side(release: Release, selection: Selection, zones: tuple[str, ...]) -> Block:
    """Draw one small chart for each zone of the level."""
    table = release.ask(series.history, selection, zones, "month")
    return Block(
        key="evolution-zones",
        title=fr.SIDE_BY_SIDE,
        note=fr.SIDE_BY_SIDE_NOTE,
        picture=partial(charts.small_multiples, series.side_by_side(table)),
        reading=readings.multiples(table, indicator(selection.indicator)),
        table=table,
        columns=("zone_label", "period", "n_events"),
        provisional=release.ask(coverage.provisional_months, selection.indicator, date.today()),
    )
