"""The notes of who presents a meeting, in a window beside the room's: remarks, what comes next, the time."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from analytics.blocks.frozen import opened
from analytics.text import documents
from analytics.text import meetings as texts
from analytics.text.markdown import literal
from data.journal import Meeting
from pages.app.reader import address, projection
from pages.app.screens.seance import chosen, decisions, projected
from pages.app.screens.seance.projected import Place, Step
from pages.app.session import Session
from pages.app.widgets import block

_VIEW, _NOTES = "vue", "notes"
"""Of the address."""


def are_asked() -> bool:
    """Whether the reader presents, rather than prepares."""
    return address.get(_VIEW) == _NOTES and not projection.is_on()


def link(meeting: Meeting) -> None:
    """Draw what opens the notes in a window of their own, on the page that is shown."""
    if not are_asked():
        opened = address.link(**{chosen.PART: str(meeting.number), _VIEW: _NOTES})
        st.link_button(texts.NOTES, opened, help=texts.NOTES_HELP, icon=":material/speaker_notes:")


def draw(session: Session, meeting: Meeting) -> None:
    """Draw what the presenter reads of the page that the room sees."""
    steps = projected.steps(session.journal, meeting)
    with st.container(horizontal=True, vertical_alignment="center"):
        number = projection.turn_beside(session.screen, len(steps))
        _clock()
    step, following = steps[number - 1], steps[number : number + 1]
    with st.container(key=projected.shown_name(meeting, number)):
        left, right = st.columns([2, 1], gap="large")
    with left:
        st.header(literal(step.label), anchor=False)
        if step.place:
            _said(session, meeting, step.place)
    with right:
        st.markdown(f"**{texts.AGENDA}**")
        st.markdown(_agenda(steps, step))
        st.markdown(f"**{texts.UPCOMING}**")
        for one in following:
            _upcoming(session, meeting, one)
        if not following:
            st.markdown(texts.NO_NEXT)


def _said(session: Session, meeting: Meeting, place: Place) -> None:
    """What the block of a page says, and every remark on it."""
    one = projected.block_of(session, meeting, place)
    if one:
        if shown := opened(one):
            st.markdown(f"**{shown.title}**" if shown.title else shown.note)
            st.markdown(shown.reading)
        else:
            st.markdown(literal(documents.closed(one)))
    elif place.block is not None:
        st.markdown(texts.NOT_FOR_ROOM)
    for remark in projected.remarks_on(session.journal, place):
        st.markdown(texts.remark(remark))
    decisions.under(session.journal, meeting, place.block)


def _upcoming(session: Session, meeting: Meeting, step: Step) -> None:
    one = projected.block_of(session, meeting, step.place) if step.place else None
    st.markdown(literal(step.label))
    if one and (shown := opened(one)):
        st.caption(shown.title or shown.note)
        block.show_picture(shown)


def _agenda(steps: Sequence[Step], current: Step) -> str:
    """What the pages are about, in their order, a line each; the one that is shown is bold."""
    points = groupby(steps, lambda step: (step.label, step.place and step.place.item.number))
    lines = [(literal(label), current in pages) for (label, _), pages in points]
    return "\n".join(f"1. {f'**{label}**' if is_current else label}" for label, is_current in lines)


def _clock() -> None:
    """The time now, and since the window was opened: written by ``projection.js``."""
    now, elapsed = escape(texts.NOW), escape(texts.ELAPSED)
    st.html(f'<p>{now} <b class="clock now"></b> · {elapsed} <b class="clock elapsed"></b></p>', width="content")
