"""What surveys say: the reader's question, what it is set beside, and the rest once opened."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from analytics.blocks import source as sources
from analytics.blocks.changes_between_waves import changes_between_waves
from analytics.blocks.felt_and_recorded import felt_and_recorded as felt_and_recorded_block
from analytics.blocks.modelled_shares import modelled_shares
from analytics.blocks.residents_and_partners import residents_and_partners, residents_and_partners_by_zone
from analytics.blocks.shares_by_zone import shares_by_zone
from analytics.blocks.who_answered import who_answered
from analytics.disclosure import ProtectedTable
from analytics.figures import felt_and_recorded, surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as text
from analytics.text import fr, headlines
from analytics.text.markdown import literal
from data import reference
from data.errors import QuietudeError
from data.model import Level
from pages.app.reader import address, filters
from pages.app.session import Session
from pages.app.widgets import block

_WORDING = 400
"""Width in px of the menu of questions, which are long."""


@dataclasses.dataclass(frozen=True)
class SurveyChoice:
    """What the reader asks of the surveys.

    Attributes
    ----------
    before : the earlier wave compared; None where the question compares with none.
    facts : slug of the indicator set beside; None where none counts the theme of the question.
    zones : codes of the zones to be seen first.
    """

    wave: Wave
    question: Question
    level: Level
    before: Wave | None
    facts: str | None
    zones: tuple[str, ...]


def headline(session: Session) -> str:
    """What clearly changed, or stands clearly apart from the facts; else that nothing does."""
    try:
        choice = _asked(session)
    except QuietudeError:
        choice = None
    if choice is None:
        return headlines.NO_SURVEY
    wave, question, level, before = choice.wave, choice.question, choice.level, choice.before
    return headlines.of_feeling(
        session.ask(surveys.shares, wave, question, level),
        session.ask(surveys.changes, before, wave, question, level) if before else None,
        _beside(session, choice),
        before=before.wave if before else "",
        level=level,
        has_orientation=question.has_orientation,
    )


def read(session: Session) -> SurveyChoice | None:
    """Draw the menus and read them; None where there is no answer to show, once it is said what to do."""
    try:
        known = session.ask(surveys.waves)
    except QuietudeError as refusal:
        st.warning(literal(str(refusal)))
        return None
    if not known:
        st.info(text.EMPTY)
        return None
    choice = _asked(session)
    with filters.row():
        named = {slug: text.wave(one.label, one.wave, one.n_respondents) for slug, one in known.items()}
        filters.pick("enquete", text.SURVEY, named, width=filters.WIDE)
        if choice:
            _draw_menus(session, choice)
    if choice is None:
        st.info(text.NO_QUESTION)
        return None
    # All that a projected page needs, where no menu is seen.
    wave, question = choice.wave, choice.question
    st.markdown(f"**{literal(question.wording)}**")
    whole = session.ask(surveys.shares, wave, question, choice.level).frame.iloc[0]
    notes = (
        text.counted(question.counted, question.has_orientation),
        text.whole(whole),
        text.VOLUNTARY if wave.voluntary else "",
    )
    st.caption(" ".join(filter(None, notes)))
    return choice


def beside(session: Session, choice: SurveyChoice) -> None:
    """What is felt against what is recorded; the share of each zone, and why, where they cannot be drawn together."""
    if why := text.not_beside(_beside(session, choice), choice.level):
        st.caption(why)
        _draw_shares(session, choice)
    elif choice.facts:
        asked = (choice.wave, choice.question, choice.level, choice.facts)
        block.draw(session, felt_and_recorded_block, *asked, emphasised=choice.zones)


def waves(session: Session, choice: SurveyChoice) -> None:
    """What changed since an earlier wave; the share of each zone, and why, where none compares."""
    wave, question, level = choice.wave, choice.question, choice.level
    if choice.before:
        block.draw(session, changes_between_waves, choice.before, wave, question, level, emphasised=choice.zones)
        return
    reasons = text.apart(session.ask(surveys.apart, wave, question))
    st.caption(f"{text.WAVES_NONE} {reasons}" if reasons else text.FIRST_WAVE)
    if not text.not_beside(_beside(session, choice), level):
        _draw_shares(session, choice)


def shares(session: Session, choice: SurveyChoice) -> None:
    """The share of the counted answers in each zone, where both pictures leave no place to it."""
    if choice.before and not text.not_beside(_beside(session, choice), choice.level):
        with _closed(text.ZONES_SHOW, "ressenti-parts") as is_open:
            if is_open:
                _draw_shares(session, choice)


def partners(session: Session, choice: SurveyChoice) -> None:
    """What residents and partners say of the same theme."""
    wave, question, level = choice.wave, choice.question, choice.level
    with _closed(text.PARTNERS_SHOW, "ressenti-partenaires") as is_open:
        if not is_open:
            return
        if len(session.ask(surveys.partners, wave, question).frame) < 2:
            st.caption(text.PARTNERS_NONE)
            return
        block.draw(session, residents_and_partners, wave, question)
        if level is Level.COMMUNE:
            return
        if session.ask(surveys.partners_by_zone, wave, question, level).frame.empty:
            st.caption(text.PARTNERS_NO_ZONE)
        else:
            block.draw(session, residents_and_partners_by_zone, wave, question, level)


def model(session: Session, choice: SurveyChoice) -> None:
    """What a model says of zones with few answers, called a model."""
    wave, question, level = choice.wave, choice.question, choice.level
    if level is Level.COMMUNE:
        return
    with _closed(text.MODEL_SHOW, "ressenti-modele") as is_open:
        if not is_open:
            return
        helping = next(iter(session.ask(felt_and_recorded.indicators_for, wave, question, level)), None)
        if session.ask(felt_and_recorded.small_areas, wave, question, level, helping).frame.empty:
            st.caption(text.MODEL_NONE.format(n=felt_and_recorded.FEWEST_ZONES))
        else:
            block.draw(session, modelled_shares, wave, question, level, helping)


def profile(session: Session, choice: SurveyChoice) -> None:
    """Who answered, compared with who lives in the commune."""
    with _closed(text.PROFILE_SHOW, "ressenti-profil") as is_open:
        if not is_open:
            return
        if session.ask(surveys.profile, choice.wave).frame.empty:
            st.caption(text.PROFILE_NONE)
        else:
            block.draw(session, who_answered, choice.wave)


def source(session: Session, choice: SurveyChoice) -> None:
    """Where the answers come from, and how they were weighted."""
    st.caption(sources.of_survey(session.release, choice.wave, choice.question, choice.level)())


def _asked(session: Session) -> SurveyChoice | None:
    """What the address asks for; None where no survey has an answer to show."""
    known = session.ask(surveys.waves)
    if not known:
        return None
    wave = known[filters.one_of("enquete", [*known])]
    questions = session.ask(surveys.questions, wave)
    if not questions:
        return None
    question = questions[filters.one_of("question", [*questions])]
    if not question.has_orientation:
        question = dataclasses.replace(question, counted=(filters.one_of("reponse", question.scale),))
    level = Level(filters.one_of("decoupage", [*session.ask(surveys.levels, wave)]))
    joined = session.ask(surveys.joined, wave, question)
    facts = session.ask(felt_and_recorded.indicators_for, wave, question, level)
    return SurveyChoice(
        wave,
        question,
        level,
        joined[filters.one_of("avant", [*joined])] if joined else None,
        filters.one_of("faits", [*facts]) if facts else None,
        tuple(address.codes(address.get("zones"))),
    )


def _draw_menus(session: Session, choice: SurveyChoice) -> None:
    """The menus after that of the waves."""
    wave, question, level = choice.wave, choice.question, choice.level
    wordings = {slug: one.wording for slug, one in session.ask(surveys.questions, wave).items()}
    filters.pick("question", text.QUESTION, wordings, width=_WORDING)
    if not question.has_orientation:
        filters.pick("reponse", text.ANSWER, {one: one for one in question.scale}, width=filters.WIDE)
    levels = {str(one): reference.levels()[one].label for one in session.ask(surveys.levels, wave)}
    filters.pick("decoupage", fr.LEVEL, levels, width=filters.NARROW)
    if choice.facts:
        known = session.ask(felt_and_recorded.indicators_for, wave, question, level)
        filters.pick("faits", text.FACTS, {slug: one.label for slug, one in known.items()}, width=filters.WIDE)
    joined = session.ask(surveys.joined, wave, question)
    if len(joined) > 1:
        filters.pick("avant", text.BEFORE, {slug: one.wave for slug, one in joined.items()}, width=filters.NARROW)


def _beside(session: Session, choice: SurveyChoice) -> ProtectedTable | None:
    """What is recorded of the theme of the question; None where nothing is."""
    if choice.facts is None:
        return None
    return session.ask(felt_and_recorded.facts, choice.wave, choice.question, choice.level, choice.facts)


def _draw_shares(session: Session, choice: SurveyChoice) -> None:
    block.draw(session, shares_by_zone, choice.wave, choice.question, choice.level, emphasised=choice.zones)


@contextmanager
def _closed(label: str, key: str) -> Iterator[bool]:
    """An expander that computes nothing until it is opened."""
    with st.expander(label, key=key, on_change="rerun") as opened:
        yield bool(opened.open)
