"""How counts run over the months: plotly's charts, each with its reading and its table."""

from collections.abc import Collection
from datetime import date

import streamlit as st

from analytics.charts import series as lines
from analytics.charts.figure import Figure
from analytics.disclosure import ProtectedTable
from analytics.figures import benchmark as official
from analytics.figures import counts, coverage, series
from analytics.text import actions as actions_texts
from analytics.text import fr, readings
from data.journal import Action
from data.model import Level
from pages.app.reader import address, filters, projection
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import components, plot

_MANY_ZONES = 60
"""Beyond, small charts are too small to read: the reader chooses zones."""


def months(session: Session, choice: Choice) -> None:
    """The months, or the years, of the first zone chosen, or of the commune."""
    st.subheader(fr.MONTHS if _has_months(session, choice) else fr.YEARS, anchor=False)
    zone = choice.zones[0] if choice.zones else None
    _line(session, choice, zone, choice.labels.get(zone, fr.WHOLE_COMMUNE), key="evolution-months")


def running_sums(session: Session, choice: Choice) -> None:
    """Twelve-month sums of the zones chosen, or of the commune."""
    if not _has_months(session, choice):
        return
    st.subheader(fr.RUNNING, anchor=False)
    st.caption(fr.RUNNING_NOTE)
    table = _history(session, choice, choice.zones)
    sums = series.running_sums(series.side_by_side(table))
    _chart(
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
    table = _history(session, choice, zones)
    _chart(
        lines.small_multiples(series.side_by_side(table), large=projection.is_on()),
        key="evolution-zones",
        reading=readings.multiples(table, choice.indicator),
        table=table,
        columns=["zone_label", "period", "n_events"],
        provisional=_provisional(session, choice),
    )


def benchmark(session: Session) -> None:
    """What the State publishes of the commune, beside its département and similar communes: closed until asked for."""
    known = session.ask(official.available)
    st.subheader(fr.BENCHMARK, anchor=False)
    if not known:
        st.caption(fr.BENCHMARK_NONE)
        return
    asked_for = bool(address.said("publie"))
    with st.expander(fr.BENCHMARK_SHOW, key="benchmark", expanded=asked_for, on_change="rerun") as opened:
        if not opened.open:
            return
        shown = known[filters.pick("publie", fr.BENCHMARK_INDICATOR, {slug: one.label for slug, one in known.items()})]
        table = session.ask(official.table, shown.slug)
        _chart(
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
    asked = choice.indicator
    table = _history(session, choice, (zone,) if zone else ())
    provisional = _provisional(session, choice)
    if _has_months(session, choice):
        band = series.usual_band(table)
        breaks = components.breaks(session, choice)
        actions = _actions(session, choice, zone)
        figure = lines.monthly(
            table,
            band,
            period=choice.selection.period,
            noun=asked.noun,
            provisional=provisional,
            breaks=[one.month for one in breaks],
            actions=[(one.start, one.name) for one in actions],
            large=projection.is_on(),
        )
        reading = " ".join(
            filter(
                None,
                (
                    readings.series(table, band, asked, name, provisional),
                    readings.breaks(breaks),
                    actions_texts.began(actions),
                ),
            )
        )
    else:
        st.caption(fr.YEARS_NOTE)
        figure = lines.yearly(table, noun=asked.noun, large=projection.is_on())
        reading = readings.years(table, asked, name)
    columns = ["period", "n_events", "value", "value_low", "value_high"]
    _chart(figure, key=key, reading=reading, table=table, columns=columns, provisional=provisional)


def _actions(session: Session, choice: Choice, zone: str | None) -> list[Action]:
    """Actions that follow the indicator shown, in the zone shown or anywhere, within its months."""
    held = session.journal.actions(zone=zone)
    category = choice.selection.category
    return [
        one
        for one in held
        if one.start < choice.covered.end
        and one.start >= choice.covered.start
        and any(
            followed.indicator == choice.indicator.slug and (not category or followed.category in ("", category))
            for followed in one.indicators
        )
    ]


def _history(session: Session, choice: Choice, zones: tuple[str, ...]) -> ProtectedTable:
    by = "month" if _has_months(session, choice) else "year"
    return session.ask(series.history, choice.selection, tuple(zones), by)


def _has_months(session: Session, choice: Choice) -> bool:
    return session.ask(counts.has_months, choice.selection.indicator, choice.selection.level)


def _provisional(session: Session, choice: Choice) -> list[date]:
    if not _has_months(session, choice):
        return []
    return session.ask(coverage.provisional_months, choice.indicator.slug, date.today())


def _chart(
    figure: Figure,
    *,
    key: str,
    reading: str,
    table: ProtectedTable,
    columns: list[str],
    provisional: Collection[date] = (),
) -> None:
    """One chart, its computed reading (also its text for screen readers), its table twin and its download."""
    plot.draw(figure, key=key, alt=reading)
    st.markdown(reading)
    components.twin(table, key=key, columns=columns, note=reading, provisional=provisional)
