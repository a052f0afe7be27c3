"""What else is known of the zones chosen: what residents feel, and the actions that run there."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics.figures import surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import actions as texts
from analytics.text import feeling as felt_texts
from analytics.text.markdown import literal
from data.journal import Journal
from data.model import Audience, Level
from pages.app.reader.filters import Choice
from pages.app.screens.actions import register
from pages.app.session import Session

_QUESTIONS = 3
"""Questions whose answers a portrait gives; the screen « Ressenti » has them all."""


def felt(session: Session, codes: Sequence[str], level: Level) -> str:
    """The share of unfavourable answers in each zone, latest survey of residents first; nothing where none tells."""
    questions = _questions(session, level)
    return "\n".join(_felt(session, level, code, wave, question) for code in codes for wave, question in questions)


def felt_around(session: Session, day: date, codes: Sequence[str], level: Level) -> str:
    """What changed in each zone between the last survey before a day and the latest one; nothing where none is."""
    lines = []
    for wave, question in _questions(session, level):
        before = session.ask(surveys.wave_before, wave, question, day)
        if before is None:
            continue
        table = felt_texts.with_changes(session.ask(surveys.changes, before, wave, question, level)).frame
        for code in codes:
            rows = table[table["zone_code"] == code].to_dict("records")
            lines.append(felt_texts.around(question.wording, before.wave, wave.wave, rows[0] if rows else None))
    return "\n".join(lines)


def felt_and_done(session: Session, choice: Choice) -> None:
    """Of each zone chosen: the share of unfavourable answers, and its actions."""
    if not choice.zones:
        return
    journal = session.journal
    for code in choice.zones:
        label = literal(choice.labels[code])
        left, right = st.columns(2, gap="large")
        with left:
            st.markdown(f"**{felt_texts.HERE} – {label}**")
            st.markdown(felt(session, (code,), choice.selection.level) or felt_texts.NOT_HERE)
        with right:
            st.markdown(f"**{texts.HERE} – {label}**")
            st.markdown(_done(session, journal, code))


def _questions(session: Session, level: Level) -> list[tuple[Wave, Question]]:
    """Questions of the latest survey of residents that say which answers are unfavourable."""
    known = session.ask(surveys.waves)
    wave = next((one for one in known.values() if one.audience is Audience.HABITANTS), None)
    if wave is None or level not in session.ask(surveys.levels, wave):
        return []
    questions = session.ask(surveys.questions, wave).values()
    return [(wave, one) for one in questions if one.has_orientation][:_QUESTIONS]


def _felt(session: Session, level: Level, code: str, wave: Wave, question: Question) -> str:
    table = session.ask(surveys.shares, wave, question, level).frame
    rows = table[table["zone_code"] == code]
    return felt_texts.zone(question.wording, wave.wave, rows.iloc[0] if len(rows) else None)


def _done(session: Session, journal: Journal, code: str) -> str:
    """Actions of the zone, those that run first; those of the whole commune are not its own."""
    today = date.today()
    verdicts = register.verdicts(session, session.actions)
    own = [one for one in journal.actions(zone=code) if one.zones]
    running = sorted(own, key=lambda one: (one.end is not None and one.end < today, one.start))
    lines = [texts.of_zone(one, verdicts[one.number].word) for one in running]
    return "\n".join(lines) or texts.NONE_HERE
