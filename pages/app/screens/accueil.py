"""Parts of the screen « Accueil »: the last meeting, key figures, alerts, and changes by champ d'action and by zone."""

from datetime import date

import pandas as pd
import streamlit as st

from analytics.charts import small
from analytics.disclosure import Status
from analytics.figures import alerts, changes, comparability, counts, coverage, series
from analytics.indicators import indicators
from analytics.statistics.words import MOVES, SurveyWord
from analytics.text import actions as texts
from analytics.text import alerts as alert_texts
from analytics.text import formats, fr, readings
from analytics.text.markdown import literal
from data.model import Level, Selection
from pages.app.reader import projection
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block, chip

_CARD_WIDTH = 270


def last_meeting(session: Session) -> None:
    """What moved since the last meeting, and the decisions to follow."""
    journal = session.journal
    today = date.today()
    latest = next((one for one in journal.meetings() if one.day <= today), None)
    due = journal.decisions_due(date.max)
    if latest is None and not due:
        return
    left, right = st.columns(2, gap="large")
    if latest is not None:
        with left:
            _moved(session, latest.day)
    with right:
        st.subheader(texts.DUE_TITLE, anchor=False)
        names = {one.number: one.name for one in journal.actions()}
        lines = [f"- {texts.decision(one, today, names.get(one.action or 0))}" for one in due]
        st.markdown("\n".join(lines) or texts.NOTHING_DUE)


def key_figures(session: Session, choice: Choice) -> None:
    """One card per indicator for the whole commune: figure, margin and change."""
    st.subheader(fr.KEY_FIGURES, anchor=False)
    available = session.ask(counts.available_indicators)
    period = choice.selection.period
    questions = tuple(Selection(one.slug, Level.COMMUNE, period, champ=choice.selection.champ) for one in available)
    table = session.ask(changes.table, questions)
    st.markdown(readings.headline(table))
    cards = st.container(horizontal=True)
    for question, (_, row) in zip(questions, table.frame.iterrows(), strict=True):
        with cards.container(border=True, width=_CARD_WIDTH, height="stretch", gap="xsmall"):
            _card(session, question, row)
    labels = {one.slug: one.label for one in available}
    block.twin(
        table,
        key="accueil-figures",
        columns=["indicator", "n_events", "mean_before", "value", "value_low", "value_high", "word"],
        labels=labels,
        note=fr.KEY_FIGURES_NOTE,
    )


def to_watch(session: Session, choice: Choice) -> None:
    """What the last quarter counts beyond what is usual, whatever the indicator and the period chosen."""
    st.subheader(alert_texts.TITLE, anchor=False)
    table = session.ask(alerts.alerts, choice.selection.level)
    nomenclature = session.release.nomenclature
    labels = {slug: nomenclature.label(slug) for slug in table.frame["category"].dropna().unique()}
    st.markdown("\n".join(f"- {line}" for line in alert_texts.to_watch(table, labels)))
    if table.frame.empty:
        return
    st.caption(f"{alert_texts.NOT_PROOF} {alert_texts.unjudged(session.ask(alerts.unjudged, choice.selection.level))}")
    block.twin(
        table,
        key="accueil-alertes",
        columns=["indicator", "category", "zone_label", "n_events", "expected", "usual_low", "usual_high", "word"],
        labels=labels | {slug: one.label for slug, one in indicators().items()},
        note=alert_texts.NOT_PROOF,
    )


def changes_by_champ(session: Session, choice: Choice) -> None:
    """What changed in each champ d'action, for the whole commune."""
    st.subheader(f"{fr.BY_CHAMP} – {choice.indicator.label}", anchor=False)
    st.caption(fr.BY_CHAMP_NOTE)
    champs = session.ask(counts.available_champs, choice.selection.indicator)
    questions = tuple(
        Selection(choice.selection.indicator, Level.COMMUNE, choice.selection.period, champ=champ) for champ in champs
    )
    if not questions:
        st.info(fr.NO_CHAMP)
        return
    table = session.ask(changes.table, questions)
    labels = {slug: champ.label for slug, champ in session.release.nomenclature.champs.items()}
    for _, row in table.frame.iterrows():
        st.markdown(f"**{literal(labels[row['champ']])}** – {readings.change(row)}")
    block.twin(
        table,
        key="accueil-champs",
        columns=["champ", "n_events", "mean_before", "word"],
        labels=labels,
        note=fr.BY_CHAMP_NOTE,
    )


def changes_by_zone(session: Session, choice: Choice) -> None:
    """What changed in each zone: the changes and the zones chosen in sentences, all of them in the table."""
    st.subheader(f"{fr.BY_ZONE} – {choice.indicator.label}", anchor=False)
    st.caption(fr.BY_ZONE_NOTE)
    table = session.ask(changes.table, (choice.selection,))
    moved = table.frame["word"].isin(MOVES)
    for _, row in table.frame[moved | table.frame["zone_code"].isin(choice.zones)].iterrows():
        st.markdown(f"**{literal(row['zone_label'])}** – {readings.change(row)}")
    st.markdown(readings.others(table, choice.selection.level))
    block.twin(
        table,
        key="accueil-zones",
        columns=["zone_label", "n_events", "mean_before", "word"],
        note=fr.BY_ZONE_NOTE,
    )


def _card(session: Session, question: Selection, change: pd.Series) -> None:
    """Figure of an indicator over the period, what changed, its months and its margin."""
    indicator = indicators()[question.indicator]
    figure = session.ask(counts.table, question, "total").frame.iloc[0]
    published = figure["status"] == Status.PUBLISHED
    st.metric(indicator.label, readings.cell(figure, "n_events") if published else formats.MISSING)
    if change["status"] == Status.PUBLISHED:
        chip.draw(change["word"])
    elif change["incomparable"]:
        chip.draw(SurveyWord.NOT_COMPARABLE)
    _months(session, question)
    if published and pd.notna(figure["value"]):
        st.markdown(f"{formats.rate(figure['value'])} {indicator.unit}")
        st.caption(fr.labelled(fr.MARGIN, formats.interval(figure["value_low"], figure["value_high"])))
    # Of a long period only the last year is compared, and no provisional month: its counts are then given too.
    same_period = (change[["period_start", "period_end"]] == figure[["period_start", "period_end"]]).all()
    st.markdown(readings.change_in_short(change) if same_period else readings.change(change))


def _months(session: Session, question: Selection) -> None:
    """The last months of the commune over their usual band; nothing for facts known by year."""
    slug, level = question.indicator, Level.COMMUNE
    if not session.ask(counts.has_months, slug, level):
        return
    table, band = session.ask(series.history, question, (), "month"), session.ask(series.usual, question, None)
    provisional = session.ask(coverage.provisional_months, slug, date.today())
    cuts = session.ask(comparability.cuts, slug, level)[None]
    st.image(
        small.sparkline(table, band, provisional=provisional, cuts=cuts, large=projection.is_on()),
        alt=readings.series(table, band, indicators()[slug], fr.WHOLE_COMMUNE, provisional, cuts),
        width="stretch",
    )


def _moved(session: Session, day: date) -> None:
    st.subheader(texts.SINCE.format(day=formats.day(day)), anchor=False)
    table = session.ask(changes.since, day)
    if table is None:
        st.caption(texts.NO_NEW_MONTH.format(day=formats.day(day)))
        return
    labels = {slug: one.label for slug, one in indicators().items()}
    lines = [f"- **{labels[row['indicator']]}** – {readings.change(row)}" for _, row in table.frame.iterrows()]
    st.markdown("\n".join(lines))
