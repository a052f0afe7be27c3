"""What puts a block in the file of a meeting: made again for those whom the meeting is for, and kept as it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from analytics.blocks.freeze import freeze
from analytics.blocks.recipe import Recipe
from analytics.text import actions as actions_texts
from analytics.text import meetings as texts
from data.journal import AgendaItem, FrozenBlock
from pages.app.reader import address, projection
from pages.app.screen import COORDINATORS
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form, confirm

_NEW = 0
"""Stands for a point that is not on the agenda yet."""
_LAST = "freeze-last"
"""Of the session: meeting, point and signature of the block added before, as blocks are added one after the other."""


def offer(session: Session, key: str, recipe: Recipe) -> None:
    """Draw the button that adds a block to a meeting, for those who prepare it; not on a projected page."""
    if projection.is_on() or session.scope not in COORDINATORS:
        return
    form = Form(f"freeze-{key}")
    fields = partial(_fields, session, form, recipe)
    form.dialog(f":material/push_pin: {texts.ADD}", fields, title=texts.ADD, type="tertiary")
    confirm(f"freeze-{key}")


def _fields(session: Session, form: Form, recipe: Recipe) -> None:
    journal = session.journal
    meetings = {one.number: one for one in journal.meetings()}
    if not meetings:
        st.markdown(texts.NO_MEETING)
        return
    last = st.session_state.get(_LAST, {})
    names = {number: actions_texts.meeting_in_short(one) for number, one in meetings.items()}
    chosen = _select(texts.MEETING, names, form.key("meeting"), last.get("meeting"))
    points = {one.number: one.label for one in journal.agenda(chosen)} | {_NEW: texts.NEW_POINT}
    if _select(texts.POINT, points, form.key("point"), last.get("point")) == _NEW:
        st.text_input(texts.LABEL, key=form.key("label"))
    st.text_input(actions_texts.BY, last.get("by", ""), help=actions_texts.BY_HELP, key=form.key("by"))
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
    st.session_state[_LAST] = {"meeting": meeting.number, "point": item.number, "by": given["by"]}
    return texts.added(item)


def _after(entries: Iterable[AgendaItem | FrozenBlock]) -> int:
    """The rank that comes after those of some entries."""
    return 1 + max((one.rank for one in entries), default=0)


def _select(label: str, options: dict[int, str], key: str, default: int | None) -> int:
    """A menu of entries by number, on the default one if it is there."""
    index = [*options].index(default) if default in options else 0
    return st.selectbox(label, [*options], index, format_func=options.__getitem__, key=key)
