"""What puts a block in the file of a meeting: made again for those whom the meeting is for, and kept as it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from analytics.blocks.freeze import freeze
from analytics.blocks.recipe import Recipe
from analytics.text import actions as actions_texts
from analytics.text import meetings as texts
from data.journal import AgendaItem, FrozenBlock, Meeting
from pages.app.reader import address, projection
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form, confirm

_NEW = 0
"""Stands for a point that is not on the agenda yet."""


def offer(session: Session, key: str, recipe: Recipe) -> None:
    """Draw the button that adds a block to a meeting; computed once opened, and not on a projected page."""
    if projection.is_on():
        return
    name = f"freeze-{key}"
    with st.popover(texts.ADD, key=name, type="tertiary", icon=":material/push_pin:", on_change="rerun") as opened:
        if opened.open:
            _fields(session, Form(name), recipe)
    confirm(name)


def _fields(session: Session, form: Form, recipe: Recipe) -> None:
    journal = session.journal
    meetings = {one.number: one for one in journal.meetings()}
    if not meetings:
        st.markdown(texts.NO_MEETING)
        return
    chosen = st.selectbox(
        texts.MEETING, [*meetings], format_func=lambda one: _named(meetings[one]), key=form.key("meeting")
    )
    points = {one.number: one.label for one in journal.agenda(chosen)} | {_NEW: texts.NEW_POINT}
    point = st.selectbox(texts.POINT, [*points], format_func=points.__getitem__, key=form.key("point"))
    if point == _NEW:
        st.text_input(texts.LABEL, key=form.key("label"))
    st.text_input(actions_texts.BY, help=actions_texts.BY_HELP, key=form.key("by"))
    st.caption(texts.frozen_for(meetings[chosen]))
    # What the reader looks at now is what is frozen, whatever is chosen while it is written.
    choice = address.whole()

    def send(given: Fields) -> str:
        return add(session, given, recipe, choice=choice)

    form.button(texts.ADD, send, waiting=texts.WAIT, type="primary")


def add(session: Session, given: Fields, recipe: Recipe, *, choice: str) -> str:
    """Make a block for a meeting and write it under a point of its agenda.

    Raises
    ------
    NothingToFreezeError, OnlyActivityError : see ``analytics.blocks.freeze``.
    EntryError, UnknownEntryError : see ``Journal.register``.
    """
    journal, at = session.journal, datetime.now(UTC)
    meeting = journal.meeting(given["meeting"])
    block = freeze(session.release.observatory, recipe, meeting, screen=session.screen, address=choice, at=at)
    agenda = {one.number: one for one in journal.agenda(meeting.number)}
    with journal.writing() as writer:
        item = agenda.get(given["point"]) or writer.register(
            AgendaItem(meeting=meeting.number, rank=_after(agenda.values()), label=given.get("label", "")),
            by=given["by"],
            at=at,
        )
        rank = _after(journal.blocks(item.number))
        writer.register(replace(block, item=item.number, rank=rank), by=given["by"], at=at)
    return texts.added(item)


def _after(entries: Iterable[AgendaItem | FrozenBlock]) -> int:
    """The rank that comes after those of some entries."""
    return 1 + max((one.rank for one in entries), default=0)


def _named(meeting: Meeting) -> str:
    return actions_texts.meeting_in_short(meeting)
