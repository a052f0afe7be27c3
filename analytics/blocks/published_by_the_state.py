"""What the State publishes of the commune, of its département and of similar communes."""

from functools import partial

from analytics.blocks.block import Block
from analytics.charts import series as charts
from analytics.figures import Release
from analytics.figures import benchmark as official
from analytics.text import fr, readings


def published_by_the_state(release: Release, slug: str) -> Block:
    """Draw one of the indicators of ``benchmark.available``."""
    shown = release.ask(official.available)[slug]
    table = release.ask(official.table, slug)
    unit = readings.per_thousand(shown.per_dwelling)
    notes = (
        readings.similar_communes(release.ask(official.similar), bool(release.commune.similar)),
        fr.BENCHMARK_SUSPECTS if shown.counts_suspects else "",
        fr.BENCHMARK_NOTE,
    )
    return Block(
        key="evolution-benchmark",
        title="",
        note=" ".join(filter(None, notes)),
        picture=partial(charts.benchmark, table, unit=unit),
        reading=readings.benchmark(table, unit, shown.unit),
        table=table,
        columns=("zone_label", "period", "events", "value", "value_low", "value_high", "n_territories"),
    )
