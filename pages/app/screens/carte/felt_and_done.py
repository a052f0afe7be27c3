"""What residents feel in some zones: the latest survey, and what changed since an action."""

from collections.abc import Sequence
from datetime import date

from analytics.figures import surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as felt_texts
from data.model import Audience, Level
from pages.app.session import Session

_QUESTIONS = 3
"""Questions whose answers a portrait gives; the screen « Ressenti » has them all."""


def questions(session: Session, level: Level) -> list[tuple[Wave, Question]]:
    """Questions of the latest survey of residents that say which answers are unfavourable."""
    known = session.ask(surveys.waves)
    wave = next((one for one in known.values() if one.audience is Audience.HABITANTS), None)
    if wave is None or level not in session.ask(surveys.levels, wave):
        return []
    questions = session.ask(surveys.questions, wave).values()
    return [(wave, one) for one in questions if one.has_orientation][:_QUESTIONS]


def felt(session: Session, codes: Sequence[str], level: Level) -> str:
    """The share of unfavourable answers in each zone, latest survey of residents first; nothing where none tells."""
    asked = questions(session, level)
    return "\n".join(_felt(session, level, code, wave, question) for code in codes for wave, question in asked)


def felt_around(session: Session, day: date, codes: Sequence[str], level: Level) -> str:
    """What changed in each zone between the last survey before a day and the latest one; nothing where none is."""
    lines = []
    for wave, question in questions(session, level):
        before = session.ask(surveys.wave_before, wave, question, day)
        if before is None:
            continue
        table = felt_texts.with_changes(session.ask(surveys.changes, before, wave, question, level)).frame
        for code in codes:
            rows = table[table["zone_code"] == code].to_dict("records")
            lines.append(felt_texts.around(question.wording, before.wave, wave.wave, rows[0] if rows else None))
    return "\n".join(lines)


def _felt(session: Session, level: Level, code: str, wave: Wave, question: Question) -> str:
    table = session.ask(surveys.shares, wave, question, level).frame
    rows = table[table["zone_code"] == code]
    return felt_texts.zone(question.wording, wave.wave, rows.iloc[0] if len(rows) else None)
