"""Twelve-month sums of several zones, or of the commune."""

from datetime import date
from functools import partial

from analytics.blocks.block import Block
from analytics.charts import series as charts
from analytics.figures import Release, coverage, series
from analytics.indicators import indicator
from analytics.text import fr, readings
from data.model import Selection


def running_sums(release: Release, selection: Selection, zones: tuple[str, ...]) -> Block:
    """Draw the sums of zones of the level; of the commune without any."""
    table = release.ask(series.history, selection, zones, "month")
    sums = series.running_sums(series.side_by_side(table))
    return Block(
        key="evolution-sums",
        title=fr.RUNNING,
        note=fr.RUNNING_NOTE,
        picture=partial(charts.running_sum, sums),
        reading=readings.sums(sums, indicator(selection.indicator)),
        table=table,
        columns=("zone_label", "period", "n_events"),
        provisional=release.ask(coverage.provisional_months, selection.indicator, date.today()),
    )
