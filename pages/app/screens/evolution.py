"""How counts run over the months: plotly's charts, each with its reading and its table."""

from datetime import date

import streamlit as st

from analytics.charts import series as lines
from analytics.disclosure import ProtectedTable
from analytics.figures import benchmark as official
from analytics.figures import changes, comparability, counts, coverage, series
from analytics.text import actions as actions_texts
from analytics.text import fr, headlines, readings
from data.journal import Action
from data.model import Level
from pages.app.reader import address, filters, projection
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block, provenance

_MANY_ZONES = 60
"""Beyond, small charts are too small to read: the reader chooses zones."""


def headline(session: Session) -> str:
    """What became of the first zone chosen, or of the commune."""
    choice = filters.asked(session.release)
    if choice is None:
        return headlines.NOTHING
    rows = session.ask(changes.with_commune, choice.selection, choice.comparison).frame
    if not choice.zones:
        return headlines.of_place(rows.iloc[-1], choice.indicator)
    zone = choice.zones[0]
    return headlines.of_place(rows.set_index("zone_code").loc[zone], choice.indicator, choice.labels[zone])


def months(session: Session, choice: Choice) -> None:
    """The months, or the years, of the first zone chosen, or of the commune."""
    st.subheader(fr.MONTHS if _has_months(session, choice) else fr.YEARS, anchor=False)
    zone = choice.zones[0] if choice.zones else None
    _line(session, choice, zone, choice.labels[zone] if zone else fr.WHOLE_COMMUNE, key="evolution-months")


def running_sums(session: Session, choice: Choice) -> None:
    """Twelve-month sums of the zones chosen, or of the commune."""
    if not _has_months(session, choice):
        return
    st.subheader(fr.RUNNING, anchor=False)
    st.caption(fr.RUNNING_NOTE)
    table = _series(session, choice, choice.zones)
    sums = series.running_sums(series.side_by_side(table))
    block.draw(
        lines.running_sum(sums, large=projection.is_on()),
        key="evolution-sums",
        reading=readings.sums(sums, choice.indicator),
        table=table,
        columns=["zone_label", "period", "n_events"],
        provisional=_provisional(session, choice),
    )


def side_by_side(session: Session, choice: Choice) -> None:
    """Small charts of the zones chosen, or of all the zones of the level."""
    if choice.selection.level is Level.COMMUNE or not _has_months(session, choice):
        return
    st.subheader(fr.SIDE_BY_SIDE, anchor=False)
    zones = choice.zones or tuple(choice.labels)
    if len(zones) > _MANY_ZONES:
        st.info(fr.TOO_MANY_ZONES)
        return
    st.caption(fr.SIDE_BY_SIDE_NOTE)
    table = _series(session, choice, zones)
    block.draw(
        lines.small_multiples(series.side_by_side(table), large=projection.is_on()),
        key="evolution-zones",
        reading=readings.multiples(table, choice.indicator),
        table=table,
        columns=["zone_label", "period", "n_events"],
        provisional=_provisional(session, choice),
    )


def benchmark(session: Session) -> None:
    """What the State publishes of the commune, of its département and similar communes; computed once opened."""
    known = session.ask(official.available)
    st.subheader(fr.BENCHMARK, anchor=False)
    if not known:
        st.caption(fr.BENCHMARK_NONE)
        return
    with st.expander(
        fr.BENCHMARK_SHOW, key="benchmark", expanded=bool(address.get("publie")), on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        shown = known[filters.pick("publie", fr.BENCHMARK_INDICATOR, {slug: one.label for slug, one in known.items()})]
        table = session.ask(official.table, shown.slug)
        block.draw(
            lines.benchmark(table, unit=readings.per_thousand(shown.per_dwelling), large=projection.is_on()),
            key="evolution-benchmark",
            reading=readings.benchmark(table, readings.per_thousand(shown.per_dwelling), shown.unit),
            table=table,
            columns=["zone_label", "period", "events", "value", "value_low", "value_high", "n_territories"],
        )
        similar = readings.similar_communes(session.ask(official.similar), bool(session.release.commune.similar))
        suspects = fr.BENCHMARK_SUSPECTS if shown.counts_suspects else ""
        st.caption(" ".join(filter(None, (similar, suspects, fr.BENCHMARK_NOTE))))


def _line(session: Session, choice: Choice, zone: str | None, name: str, *, key: str) -> None:
    """Months of a zone, or of the commune, over their usual band; years for facts whose month is not known."""
    indicator = choice.indicator
    table = _series(session, choice, (zone,) if zone else ())
    provisional = _provisional(session, choice)
    if _has_months(session, choice):
        cuts = session.ask(comparability.cuts, indicator.slug, choice.selection.level)[zone]
        band = session.ask(series.usual, choice.selection, zone)
        breaks = provenance.breaks(session, choice, zone)
        actions = _actions(session, choice, zone)
        figure = lines.monthly(
            table,
            band,
            period=choice.selection.period,
            noun=indicator.noun,
            provisional=provisional,
            breaks=[one.month for one in breaks],
            actions=[(one.start, one.name) for one in actions],
            large=projection.is_on(),
        )
        reading = " ".join(
            filter(
                None,
                (
                    readings.series(table, band, indicator, name, provisional, cuts),
                    readings.breaks(breaks),
                    actions_texts.began(actions),
                ),
            )
        )
    else:
        st.caption(fr.YEARS_NOTE)
        figure = lines.yearly(table, noun=indicator.noun, large=projection.is_on())
        reading = readings.years(table, indicator, name)
    columns = ["period", "n_events", "value", "value_low", "value_high"]
    block.draw(figure, key=key, reading=reading, table=table, columns=columns, provisional=provisional)


def _actions(session: Session, choice: Choice, zone: str | None) -> list[Action]:
    """Actions that follow the indicator shown, in the zone shown or anywhere, within its months."""
    category = choice.selection.category
    return [
        one
        for one in session.journal.actions(zone=zone)
        if one.start < choice.covered.end
        and one.start >= choice.covered.start
        and any(
            followed.indicator == choice.indicator.slug and (not category or followed.category in ("", category))
            for followed in one.indicators
        )
    ]


def _series(session: Session, choice: Choice, zones: tuple[str, ...]) -> ProtectedTable:
    by = "month" if _has_months(session, choice) else "year"
    return session.ask(series.history, choice.selection, tuple(zones), by)


def _has_months(session: Session, choice: Choice) -> bool:
    return session.ask(counts.has_months, choice.selection.indicator, choice.selection.level)


def _provisional(session: Session, choice: Choice) -> list[date]:
    if not _has_months(session, choice):
        return []
    return session.ask(coverage.provisional_months, choice.indicator.slug, date.today())
