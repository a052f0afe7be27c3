"""Months of a zone, or of the commune, over their usual band; years for facts whose month is not known."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from analytics.blocks.block import Block
from analytics.charts import series as charts
from analytics.figures import Release, comparability, counts, coverage, series
from analytics.indicators import indicator
from analytics.text import actions as actions_texts
from analytics.text import fr, readings
from data.journal import Action
from data.model import Selection
from data.recording_breaks import RecordingBreak

_COLUMNS = ("period", "n_events", "value", "value_low", "value_high")


def months(
    release: Release,
    selection: Selection,
    zone: str | None,
    name: str,
    *,
    actions: Sequence[Action],
    breaks: Sequence[RecordingBreak],
) -> Block:
    """Draw what one zone counts.

    Parameters
    ----------
    zone : code of a zone of the level; None for the commune.
    name : its label.
    actions, breaks : those whose beginning is marked.
    """
    shown = indicator(selection.indicator)
    zones = (zone,) if zone else ()
    if not release.ask(counts.has_months, selection.indicator, selection.level):
        table = release.ask(series.history, selection, zones, "year")
        return Block(
            key="evolution-months",
            title=fr.YEARS,
            note=fr.YEARS_NOTE,
            picture=partial(charts.yearly, table, noun=shown.noun),
            reading=readings.years(table, shown, name),
            table=table,
            columns=_COLUMNS,
        )
    table = release.ask(series.history, selection, zones, "month")
    band = release.ask(series.usual, selection, zone)
    provisional = release.ask(coverage.provisional_months, selection.indicator, date.today())
    cuts = release.ask(comparability.cuts, selection.indicator, selection.level)[zone]
    words = (
        readings.series(table, band, shown, name, provisional, cuts),
        readings.breaks(breaks),
        actions_texts.began(actions),
    )
    return Block(
        key="evolution-months",
        title=fr.MONTHS,
        picture=partial(
            charts.monthly,
            table,
            band,
            period=selection.period,
            noun=shown.noun,
            provisional=provisional,
            breaks=[one.month for one in breaks],
            actions=[(one.start, one.name) for one in actions],
        ),
        reading=" ".join(filter(None, words)),
        table=table,
        columns=_COLUMNS,
        provisional=provisional,
    )
