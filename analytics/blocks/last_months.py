"""The last months of a zone, or of the commune, small, over their usual band: beside the figure that they explain."""

from datetime import date
from functools import partial

from analytics.blocks.block import Block
from analytics.charts import small
from analytics.figures import Release, comparability, counts, coverage, series
from analytics.indicators import indicator
from analytics.text import fr, readings
from data.model import Selection


def last_months(release: Release, selection: Selection, zone: str | None, name: str, *, width: int) -> Block | None:
    """Draw the last months; None of facts known by year.

    Parameters
    ----------
    zone : code of a zone of the level; None for the commune.
    name : its label, as it was typed; not read for the commune.
    width : of the picture, in px.
    """
    slug, level = selection.indicator, selection.level
    if not release.ask(counts.has_months, slug, level):
        return None
    table = release.ask(series.history, selection, (zone,) if zone else (), "month")
    band = release.ask(series.usual, selection, zone)
    provisional = release.ask(coverage.provisional_months, slug, date.today())
    cuts = release.ask(comparability.cuts, slug, level)[zone]
    place = name if zone else fr.WHOLE_COMMUNE
    return Block(
        key=f"months-{slug}-{zone}",
        title="",
        picture=partial(small.sparkline, table, band, provisional=provisional, cuts=cuts, width=width),
        reading=readings.series(table, band, readings.Unit(indicator(slug)), place, provisional, cuts),
        table=table,
        columns=("period", "n_events"),
        provisional=provisional,
    )
