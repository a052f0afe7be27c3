"""Months of zones, or of the commune; of one place, over their usual band."""

from datetime import date
from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import series as charts
from analytics.figures import Release, comparability, coverage, series
from analytics.indicators import indicator
from analytics.text import actions as actions_texts
from analytics.text import events as events_texts
from analytics.text import findings, fr, readings
from data.journal import Action, Event
from data.model import Selection
from data.recording_breaks import RecordingBreak

_COLUMNS = ("zone_label", "period", "n_events", "value", "value_low", "value_high")


def months(
    release: Release,
    selection: Selection,
    zones: tuple[str, ...],
    *,
    measure: str,
    actions: tuple[Action, ...],
    events: tuple[Event, ...],
    breaks: tuple[RecordingBreak, ...],
) -> Block:
    """Draw what zones of the level count; the commune without any.

    Parameters
    ----------
    measure : ``taux`` or ``nombre``.
    actions, events : those whose span is drawn.
    breaks : changes of recording whose month is marked.
    """
    table = release.ask(series.history, selection, zones, "month")
    unit = readings.Unit(indicator(selection.indicator), series.measured_by(table, measure))
    provisional = release.ask(coverage.provisional_months, selection.indicator, date.today())
    lines = series.side_by_side(table, unit.column)
    draw = partial(
        charts.monthly,
        lines,
        unit=unit,
        period=selection.period,
        provisional=provisional,
        breaks=[one.month for one in breaks],
        actions=actions,
        events=events,
    )
    if len(zones) > 1:
        title, reading = findings.totals(lines, unit, selection.period), readings.latest(table, unit)
        picture = draw
    else:
        zone = zones[0] if zones else None
        band = release.ask(series.usual, selection, zone)
        cuts = release.ask(comparability.cuts, selection.indicator, selection.level)[zone]
        beyond = series.beyond(series.side_by_side(table).iloc[:, 0], band, provisional)
        exposure = float(table.frame["exposure"].iloc[0])
        drawn = series.times(band, series.per_fact(exposure, unit.measured, unit.column))
        title = findings.unusual(beyond, band, selection.period)
        name = table.frame["zone_label"].iloc[0] if zone else fr.WHOLE_COMMUNE
        reading = readings.series(table, drawn, unit, name, provisional, cuts)
        picture = partial(draw, band=drawn, beyond=beyond)
    marks = (readings.breaks(breaks), actions_texts.began(actions), events_texts.happened(events))
    return Block(
        key="evolution-months",
        is_activity=True,
        title=title,
        picture=picture,
        asked=source.asked(release, selection, zones),
        source=source.of(release, selection, zones),
        reading=" ".join(filter(None, (reading, *marks))),
        table=table,
        columns=_COLUMNS,
        provisional=provisional,
    )
