"""The parts of the screens: each asks a view, draws a chart and reads it."""

import pandas as pd
import streamlit as st

from analytics.charts import series as lines
from analytics.disclosure import ProtectedTable, Status
from analytics.indicators import indicators
from analytics.text import formats, fr, readings
from analytics.views import counts, series
from data.model import Level, Selection
from pages.app import components, projection
from pages.app.cache import ask
from pages.app.filters import Choice
from pages.app.guard import Session

_CARD_WIDTH = 270
_MANY_ZONES = 60
"""Beyond, small charts are too small to read: the reader chooses zones."""


def key_figures(session: Session, choice: Choice) -> None:
    """One card per indicator for the whole commune: figure, margin and change."""
    st.subheader(fr.KEY_FIGURES, anchor=False)
    asked = ask(session.source, counts.available_indicators)
    period = choice.selection.period
    questions = tuple(Selection(one.slug, Level.COMMUNE, period, champ=choice.selection.champ) for one in asked)
    table = ask(session.source, counts.changes, session.scope, questions)
    st.markdown(readings.headline(table))
    cards = st.container(horizontal=True)
    for question, (_, row) in zip(questions, table.frame.iterrows(), strict=True):
        with cards.container(border=True, width=_CARD_WIDTH, height="stretch"):
            _card(session, question, row)
    labels = {one.slug: one.label for one in asked}
    components.twin(
        table,
        key="accueil-figures",
        columns=["indicator", "n_events", "n_before", "value", "value_low", "value_high", "word"],
        labels=labels,
        note=fr.KEY_FIGURES_NOTE,
    )


def changes_by_champ(session: Session, choice: Choice) -> None:
    """What changed in each champ d'action, for the whole commune."""
    source = session.source
    st.subheader(f"{fr.BY_CHAMP} – {choice.indicator.label}", anchor=False)
    st.caption(fr.BY_CHAMP_NOTE)
    champs = ask(source, counts.available_champs, choice.selection.indicator)
    questions = tuple(
        Selection(choice.selection.indicator, Level.COMMUNE, choice.selection.period, champ=champ) for champ in champs
    )
    if not questions:
        st.info(fr.NO_CHAMP)
        return
    table = ask(source, counts.changes, session.scope, questions)
    labels = {slug: champ.label for slug, champ in source.nomenclature.champs.items()}
    for _, row in table.frame.iterrows():
        st.markdown(f"**{labels[row['champ']]}** – {readings.change(row)}")
    components.twin(
        table,
        key="accueil-champs",
        columns=["champ", "n_events", "n_before", "word"],
        labels=labels,
        note=fr.BY_CHAMP_NOTE,
    )


def changes_by_zone(session: Session, choice: Choice) -> None:
    """What changed in each zone: the changes and the zones chosen in sentences, all of them in the table."""
    st.subheader(f"{fr.BY_ZONE} – {choice.indicator.label}", anchor=False)
    st.caption(fr.BY_ZONE_NOTE)
    table = ask(session.source, counts.changes, session.scope, (choice.selection,))
    moved = table.frame["word"].fillna("").str.contains("hausse|baisse")
    for _, row in table.frame[moved | table.frame["zone_code"].isin(choice.zones)].iterrows():
        st.markdown(f"**{row['zone_label']}** – {readings.change(row)}")
    st.markdown(readings.others(table, choice.selection.level))
    components.twin(
        table,
        key="accueil-zones",
        columns=["zone_label", "n_events", "n_before", "word"],
        note=fr.BY_ZONE_NOTE,
    )


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
    components.chart(
        lines.running_sum(sums, large=projection.is_on()),
        key="evolution-sums",
        reading=readings.sums(sums, choice.indicator),
        table=table,
        columns=["zone_label", "period", "n_events"],
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
    components.chart(
        lines.small_multiples(series.side_by_side(table), large=projection.is_on()),
        key="evolution-zones",
        reading=readings.multiples(table, choice.indicator),
        table=table,
        columns=["zone_label", "period", "n_events"],
    )


def indicator_sheets(session: Session) -> None:
    """Every indicator: definition, unit, source, limits, review."""
    for asked in indicators().values():
        with st.expander(asked.label):
            st.markdown(asked.definition)
            st.markdown(
                f"{fr.UNIT}\u00a0: {asked.unit}. {fr.SOURCE}\u00a0: {asked.source}. "
                f"{fr.REVIEWED}\u00a0: {formats.day(asked.reviewed)}."
            )
            st.markdown("\n".join(f"- {caveat}" for caveat in asked.caveats))


def champs(session: Session) -> None:
    """The champs d'action and the categories that serve each."""
    nomenclature = session.source.nomenclature
    st.subheader(fr.CHAMPS, anchor=False)
    for champ in nomenclature.champs.values():
        served = [nomenclature.label(slug) for slug in nomenclature.of_champ(champ.slug)]
        with st.expander(champ.label):
            st.markdown(champ.definition)
            st.markdown(f"{fr.CATEGORIES}\u00a0: {formats.enumeration(served)}." if served else fr.NO_CATEGORY)


def glossary() -> None:
    """The words of the screens."""
    st.subheader(fr.WORDS, anchor=False)
    st.markdown("\n".join(f"- **{word}**\u00a0: {meaning}" for word, meaning in fr.GLOSSARY.items()))


def _line(session: Session, choice: Choice, zone: str | None, name: str, *, key: str) -> None:
    """Months of a zone, or of the commune, over their usual band; years for facts whose month is not known."""
    asked = choice.indicator
    table = _history(session, choice, (zone,) if zone else ())
    if _has_months(session, choice):
        band = series.usual_band(table)
        figure = lines.monthly(table, band, period=choice.selection.period, noun=asked.noun, large=projection.is_on())
        reading = readings.series(table, band, asked, name)
    else:
        st.caption(fr.YEARS_NOTE)
        figure = lines.yearly(table, noun=asked.noun, large=projection.is_on())
        reading = readings.years(table, asked, name)
    columns = ["period", "n_events", "value", "value_low", "value_high"]
    components.chart(figure, key=key, reading=reading, table=table, columns=columns)


def _card(session: Session, question: Selection, change: pd.Series) -> None:
    """Figure of an indicator over the period, with its margin, and what changed."""
    asked = indicators()[question.indicator]
    figure = ask(session.source, counts.table, session.scope, question, "total").frame.iloc[0]
    published = figure["status"] == Status.PUBLISHED
    st.metric(asked.label, readings.cell(figure, "n_events") if published else formats.MISSING)
    if published and pd.notna(figure["value"]):
        st.markdown(f"{formats.rate(figure['value'])} {asked.unit}")
        st.caption(f"{fr.MARGIN}\u00a0: {formats.interval(figure['value_low'], figure['value_high'])}")
    # Of a long period only the last year is compared: its counts are then said too.
    same_period = change["period_start"] == figure["period_start"]
    st.markdown(readings.change_in_short(change) if same_period else readings.change(change))


def _history(session: Session, choice: Choice, zones: tuple[str, ...]) -> ProtectedTable:
    by = "month" if _has_months(session, choice) else "year"
    return ask(session.source, series.history, session.scope, choice.selection, tuple(zones), by)


def _has_months(session: Session, choice: Choice) -> bool:
    return ask(session.source, counts.has_months, choice.selection.indicator, choice.selection.level)
