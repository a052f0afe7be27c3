"""Parts of the screen « Accueil »: the last meeting, key figures, alerts, and changes by champ d'action and by zone."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analytics.blocks import changes_in_rows
from analytics.blocks.last_months import last_months
from analytics.blocks.recipe import Recipe
from analytics.charts import small
from analytics.disclosure import ProtectedTable, Status
from analytics.figures import alerts, changes, counts, evaluations
from analytics.figures.evaluations import Evaluated
from analytics.indicators import indicators
from analytics.statistics.words import MOVES, AlertWord, ChangeWord, SurveyWord
from analytics.text import actions as texts
from analytics.text import alerts as alert_texts
from analytics.text import findings, formats, fr, headlines, readings
from analytics.text.verdicts import capital
from data.journal import Decision
from data.model import Level, Period, Selection
from pages.app.reader import address, filters, projection
from pages.app.reader.filters import Choice
from pages.app.screens import what_moved
from pages.app.screens.carte import zone_map
from pages.app.session import Session
from pages.app.widgets import beginning, block, chip, tableau

_CARDS, _CARD_WIDTH = 5, 150
"""Cards in a row at most, and the narrowest, in px."""
_MONTHS, _SERIES = 206, 150
"""Widths of small pictures, in px."""
_MEETING = 172
"""Width of the menu of meetings, in px: the day of one, whole."""
_YEARS = 4
"""Years before this one that the pictures of actions show."""
_CONCLUSIVE = (*MOVES, ChangeWord.STABLE)
"""Verdicts of actions that an élue is told first, in this order."""


def read(session: Session) -> Choice | None:
    """Period, division and champ: of the rest, each part says what it shows."""
    choice = filters.read(session, ("portrait", "periode", "decoupage", "champ"))
    if choice is None:
        beginning.draw(session)
        return None
    st.caption(fr.ACCUEIL_COMPARED.format(month=formats.month(choice.covered.last_month)))
    return replace(choice, selection=replace(choice.selection, category=None))


def headline(session: Session) -> str:
    """What moved clearly in the commune over the period asked for, and how many decisions are late."""
    choice = filters.asked(session.release)
    if choice is None:
        return headlines.NOTHING
    today = date.today()
    late = [one for one in session.journal.open_decisions() if one.is_late(today)]
    return headlines.of_commune(_of_commune(session, choice), choice.selection.period, len(late))


def to_follow(session: Session, choice: Choice) -> None:
    """The decisions to follow, then what the last quarter counts beyond what is usual."""
    _decisions(session)
    _to_watch(session, choice)


def _decisions(session: Session) -> None:
    """Those that are not done, the most overdue first."""
    today, due = date.today(), session.journal.open_decisions()
    names = {one.number: one.name for one in session.actions}
    st.header(texts.due_title(sum(one.is_late(today) for one in due)), anchor=False)
    if not due:
        st.markdown(texts.NONE_OPEN)
        return
    rows = [[_decision(one, names.get(one.action or 0), today)] for one in due]
    tableau.draw({"name": tableau.text(texts.DECISIONS)}, [("", rows)], key="accueil-decisions",
                 caption=texts.DECISIONS, is_headed=False)  # fmt: skip


def _decision(one: Decision, action: str | None, today: date) -> str:
    """What is decided, of which action; then who sees to it, and when."""
    about = tableau.link(action, screen="actions", action=str(one.action)) if action else ""
    what = " ".join(filter(None, (tableau.text(capital(one.word)), about)))
    return f"<div>{what}</div><div>{tableau.text(texts.due(one, today))}</div>"


def conclusive_actions(session: Session, _: Choice) -> None:
    """The actions whose verdict says something, with what each follows; how many others there are."""
    judged = session.ask(evaluations.evaluate, session.actions)
    shown = [one for one in judged if one.word in _CONCLUSIVE]
    shown.sort(key=lambda one: _CONCLUSIVE.index(ChangeWord(one.word)))
    st.header(texts.conclusive([one.word for one in shown]), anchor=False)
    if shown:
        today = date.today()
        axis = date(today.year - _YEARS, 1, 1), today
        rows = [_action(session, one, axis) for one in shown]
        heads = {name: tableau.text(texts.HEADS[name]) for name in ("name", "series")}
        tableau.draw(heads, [("", rows)], key="accueil-actions", caption=texts.REGISTER, is_headed=False)
    if len(shown) < len(judged):
        others = texts.others([one.word for one in judged if one not in shown])
        st.page_link(address.page("actions"), label=others)


def _action(session: Session, one: Evaluated, axis: small.Axis) -> list[str]:
    """An action, its word, and what it follows by quarter."""
    number, counted = str(one.action.number), session.ask(evaluations.quarters, one.action)
    name = tableau.link(one.action.name, screen="actions", action=number)
    if counted is None:
        return [f"<div>{name}</div><div>{chip.markup(one.word)}</div>", ""]
    svg = small.quarters(counted, one.action.start, axis, width=_SERIES, large=projection.is_on())
    return [f"<div>{name}</div><div>{chip.markup(one.word)}</div>", tableau.picture(svg, alt=texts.quarters(counted))]


def last_meeting(session: Session, _: Choice) -> None:
    """What moved since the last meeting, or one before that the reader chooses, in the months that came."""
    held = {str(one.number): one for one in session.journal.meetings() if one.day <= date.today()}
    if not held:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        title, chosen = st.container(width="content"), next(iter(held))
        if len(held) > 1:
            meetings = {number: texts.meeting_in_short(one) for number, one in held.items()}
            chosen = filters.pick("seance", texts.COMPARED_MEETING, meetings, width=_MEETING)
    meeting = held[chosen]
    day = formats.day(meeting.day)
    title.header(texts.SINCE.format(day=day), anchor=False, help=texts.SINCE_NOTE)
    if one := what_moved.since(session.release, meeting.day, key="accueil-depuis"):
        block.below(session, one, Recipe(changes_in_rows.changes_since, (meeting.day,)))


def key_figures(session: Session, choice: Choice) -> None:
    """One card per indicator for the whole commune: figure, change and months."""
    table = _of_commune(session, choice)
    labels = {slug: one.label for slug, one in indicators().items()}
    cards = st.grid(_CARDS, min_column_width=_CARD_WIDTH, border=True, gap="small")
    for question, (_, row) in zip(_questions(session, choice), table.frame.iterrows(), strict=True):
        with cards.cell():
            _card(session, question, row)
    block.twin(
        table,
        key="accueil-figures",
        columns=["indicator", "n_events", "mean_before", "value", "value_low", "value_high", "word"],
        labels=labels,
        note=fr.KEY_FIGURES_NOTE,
        reading=readings.obstacles(table.frame, labels),
    )


def _to_watch(session: Session, choice: Choice) -> None:
    """What the last quarter counts beyond what is usual, whatever the indicator and the period chosen."""
    table = session.ask(alerts.alerts, choice.selection.level)
    nomenclature = session.release.nomenclature
    labels = {slug: nomenclature.label(slug) for slug in table.frame["category"].dropna().unique()}
    lines = alert_texts.to_watch(table, labels)
    if (table.frame["word"] == AlertWord.TO_WATCH).any():
        st.header(alert_texts.TITLE, anchor=False)
        st.markdown("\n".join(f"- {line}" for line in lines))
        st.caption(alert_texts.NOT_PROOF)
    else:
        st.markdown(f"**{alert_texts.TITLE}.** {' '.join(lines)}")
    if table.frame.empty:
        return
    unjudged = session.ask(alerts.unjudged, choice.selection.level)
    block.twin(
        table,
        key="accueil-alertes",
        columns=["indicator", "category", "zone_label", "n_events", "expected", "usual_low", "usual_high", "word"],
        labels=labels | {slug: one.label for slug, one in indicators().items()},
        note=alert_texts.NOT_PROOF,
        reading=alert_texts.looked_at(len(table.frame), unjudged),
    )


def changes_by_champ(session: Session, choice: Choice) -> None:
    """What changed in each champ d'action, for the whole commune."""
    st.header(f"{choice.indicator.label} {formats.small(fr.BY_CHAMP)}", anchor=False, help=fr.BY_CHAMP_NOTE)
    recipe = Recipe(changes_in_rows.changes_by_champ, (choice.selection.indicator, choice.selection.period))
    one = recipe.block(session.release)
    if one is None:
        st.info(fr.NO_CHAMP)
        return
    what_moved.rows(one, head=fr.CHAMP, key="accueil-par-champ")
    block.below(session, one, recipe)


def changes_by_zone(session: Session, choice: Choice) -> None:
    """Where an indicator moved: the one that the reader asks for, else the one that moved in most zones."""
    if choice.selection.level is Level.COMMUNE:
        return
    known = [
        one
        for one in session.ask(counts.available_indicators)
        if choice.selection.level in session.ask(counts.available_levels, one.slug)
    ]
    asked = {one.slug: filters.asked(session.release, slug=one.slug) for one in known}
    tables = {
        slug: session.ask(changes.table, (replace(one.selection, category=None),)) for slug, one in asked.items() if one
    }
    moved = {slug: int(table.frame["word"].isin(MOVES).sum()) for slug, table in tables.items()}
    moved = dict(sorted(moved.items(), key=lambda one: -one[1]))
    slug = filters.one_of("indicateur", [*moved])
    table, of = tables[slug], asked[slug]
    st.header(f"{indicators()[slug].label} – {findings.moved(table, choice.selection.level)}", anchor=False)
    labels = {one: f"{indicators()[one].label} ({n})" for one, n in moved.items() if n or one == slug}
    if len(labels) > 1 and not projection.is_on():
        filters.pick("indicateur", fr.INDICATOR, labels, width=filters.WIDE)
    if of:
        of = replace(of, selection=replace(of.selection, category=None))
        zone_map.map_of_changes(session, of, is_drawn=bool(moved[slug]))


def _questions(session: Session, choice: Choice) -> tuple[Selection, ...]:
    """All indicators, in the whole commune, over the period asked for."""
    period, champ = choice.selection.period, choice.selection.champ
    known = session.ask(counts.available_indicators)
    return tuple(Selection(one.slug, Level.COMMUNE, period, champ=champ) for one in known)


def _of_commune(session: Session, choice: Choice) -> ProtectedTable:
    return session.ask(changes.table, _questions(session, choice))


def _card(session: Session, question: Selection, change: pd.Series) -> None:
    """Figure of an indicator over the period, what changed and its months."""
    indicator = indicators()[question.indicator]
    figure = session.ask(counts.table, question, "total").frame.iloc[0]
    published = figure["status"] == Status.PUBLISHED
    st.metric(indicator.label, readings.cell(figure, "n_events") if published else formats.MISSING)
    if change["status"] == Status.PUBLISHED:
        chip.draw(change["word"])
    elif change["incomparable"]:
        chip.draw(SurveyWord.NOT_COMPARABLE)
    block.draw_picture(session, last_months, question, None, "", width=_MONTHS)
    if change["status"] != Status.PUBLISHED:
        reason = change["incomparable"]
        st.caption(readings.obstacle_in_short(reason) if reason else readings.change(change))
        return
    # Of a long period only the last year is compared, and no provisional month: which months are then said.
    ends, said = ["period_start", "period_end"], readings.difference(change)
    if (change[ends] != figure[ends]).any():
        compared = Period(*(change[end].date() for end in ends))
        said = fr.labelled(formats.capitalised(formats.short_period(compared)), said)
    st.caption(said)
