"""What residents feel in some zones: the latest survey, and what changed since an action."""

from collections.abc import Sequence
from datetime import date

from analytics.figures import surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as felt_texts
from data.errors import QuietudeError
from data.model import Audience, Level
from pages.app.session import Session

_QUESTIONS = 3
"""Questions whose answers a portrait gives; the screen « Ressenti » has them all."""


def questions(session: Session, level: Level) -> list[tuple[Wave, Question]]:
    """Questions of the latest survey of residents that say which answers are unfavourable."""
    wave = next((one for one in _waves(session) if one.audience is Audience.HABITANTS), None)
    if wave is None or level not in session.ask(surveys.levels, wave):
        return []
    questions = session.ask(surveys.questions, wave).values()
    return [(wave, one) for one in questions if one.has_orientation][:_QUESTIONS]


def on_map(session: Session, level: Level) -> dict[tuple[str, str], tuple[Wave, Question]]:
    """Questions that the map may show, by the slugs of their wave and their own: latest wave of each audience."""
    latest: dict[Audience, Wave] = {}
    for one in _waves(session):
        latest.setdefault(one.audience, one)
    return {
        (wave.slug, one.slug): (wave, one)
        for wave in latest.values()
        if level in session.ask(surveys.levels, wave)
        for one in session.ask(surveys.questions, wave).values()
        if one.has_orientation
    }


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


def _waves(session: Session) -> list[Wave]:
    """Waves of all surveys; none where a description does not read, which the screen « Ressenti » tells."""
    try:
        return [*session.ask(surveys.waves).values()]
    except QuietudeError:
        return []


def _felt(session: Session, level: Level, code: str, wave: Wave, question: Question) -> str:
    table = session.ask(surveys.shares, wave, question, level).frame
    rows = table[table["zone_code"] == code]
    return felt_texts.zone(question.wording, wave.wave, rows.iloc[0] if len(rows) else None)
