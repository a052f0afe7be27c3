"""Months that each source gave: received, missing, late, provisional, and where its recording changed."""

from datetime import date
from functools import partial

from analytics.blocks.block import Block
from analytics.charts import strip as charts
from analytics.figures import Release, coverage
from analytics.text import deliveries as words
from analytics.text import fr
from data.recording_breaks import RecordingBreak


def months_received(
    release: Release,
    names: tuple[tuple[str, str], ...],
    *,
    breaks: tuple[RecordingBreak, ...],
    today: date,
    n_months: int | None = None,
) -> Block | None:
    """Draw what each source gave by a day; None where no fact has a month.

    Parameters
    ----------
    names : slug of each source, and what it is called.
    n_months : the last months that are drawn, of those that its table holds; None for all.
    """
    coverages = release.ask(coverage.of_sources, today)
    if not coverages:
        return None
    called = dict(names)
    table = coverage.calendar(release, coverages, breaks, called)
    sums = {called.get(one.source, one.source): words.given(one) for one in coverages}
    return Block(
        key="donnees-months",
        is_activity=True,
        title=fr.CALENDAR,
        picture=partial(charts.strip, table, words.MONTH_STATES, sums, n_months=n_months),
        reading=words.calendar(coverages, breaks, called),
        table=table,
        columns=("source", "period", "state", "note"),
        labels=words.MONTH_STATES,
    )
