"""A zone beside those that are like it, over the same months and on one scale."""

from dataclasses import replace

from analytics.blocks.block import Block
from analytics.blocks.zones_side_by_side import side_by_side
from analytics.figures import Release
from analytics.figures import similar_zones as figures
from analytics.figures.comparability import Comparison
from analytics.indicators import indicator
from analytics.text import similar_zones as texts
from data.model import Selection


def similar_zones(
    release: Release, selection: Selection, comparison: Comparison, zone: str, *, measure: str
) -> Block | None:
    """Draw a zone and those that are like it; None where nothing is.

    Parameters
    ----------
    zone : code of a zone of the level.
    measure : ``taux`` or ``nombre``.
    """
    found = release.ask(figures.similar, selection, zone)
    if not found.similar:
        return None
    codes = (found.code, *(one.code for one in found.similar))
    table = release.ask(figures.changed, selection, comparison, codes)
    drawn = side_by_side(release, selection, table, key="evolution-similar", title=texts.title(found), measure=measure)
    reading = f"{texts.likeness(found)}\n\n{texts.figures(table, found, indicator(selection.indicator))}"
    return replace(drawn, note=texts.NOTE, reading=reading)
