"""Each zone, compared with what the commune's rate would give it."""

from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import funnel as charts
from analytics.figures import Release, zones_compared
from analytics.text import zones_compared as texts
from data.model import Selection


def funnel(release: Release, selection: Selection) -> Block | None:
    """Draw the zones within the limits of chance; None where none can be compared."""
    table = zones_compared.compared(release.ask(zones_compared.table, selection))
    if table.frame.empty:
        return None
    return Block(
        key="carte-funnel",
        is_activity=True,
        title="",
        note=texts.NOTE,
        picture=partial(charts.funnel, table, zones_compared.funnel(table)),
        asked=source.asked(release, selection),
        source=source.of(release, selection),
        reading=texts.funnel(table),
        table=table,
        columns=("zone_label", "n_events", "expected", "ratio", "low", "high", "word"),
    )
