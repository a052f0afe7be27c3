"""Twelve-month sums of zones, or of the commune."""

from datetime import date
from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import series as charts
from analytics.figures import Release, coverage, series
from analytics.indicators import indicator
from analytics.text import findings, fr, readings
from data.model import Selection


def running_sums(release: Release, selection: Selection, zones: tuple[str, ...], *, measure: str) -> Block:
    """Draw the sums of zones of the level; of the commune without any.

    Parameters
    ----------
    measure : ``taux`` or ``nombre``.
    """
    table = release.ask(series.history, selection, zones, "month")
    unit = readings.Unit(indicator(selection.indicator), series.measured_by(table, measure))
    sums = series.running_sums(series.side_by_side(table, unit.column))
    return Block(
        key="evolution-sums",
        is_activity=True,
        title=findings.latest_sums(sums, unit),
        note=fr.RUNNING_NOTE,
        picture=partial(charts.running_sum, sums, unit=unit),
        asked=source.asked(release, selection, zones),
        source=source.of(release, selection, zones),
        reading=readings.sums(sums, unit),
        table=table,
        columns=("zone_label", "period", unit.column),
        provisional=release.ask(coverage.provisional_months, selection.indicator, date.today()),
    )
