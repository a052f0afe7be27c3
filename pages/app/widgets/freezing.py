"""What puts a block in the file of a meeting: made again for those whom the meeting is for, and kept as it is."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from analytics.blocks import Block
from analytics.blocks.frozen import frozen
from analytics.figures import Release
from analytics.text import actions as actions_texts
from analytics.text import documents
from analytics.text import meetings as texts
from data.errors import NothingToFreezeError
from data.journal import AgendaItem, FrozenBlock, Journal, Meeting
from pages.app.reader import address, projection
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form, confirm

Make = Callable[[Release], Block | None]
_NEW = 0
"""Stands for a point that is not on the agenda yet."""
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a code: none is taken for another."""
_LENGTH = 8


def offer(session: Session, key: str, make: Make) -> None:
    """Draw the button that adds a block to a meeting; computed once opened, and not on a projected page."""
    if projection.is_on():
        return
    name = f"freeze-{key}"
    with st.popover(texts.ADD, key=name, type="tertiary", icon=":material/push_pin:", on_change="rerun") as opened:
        if opened.open:
            _fields(session, Form(name), make)
    confirm(name)


def _fields(session: Session, form: Form, make: Make) -> None:
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
        return freeze(session, journal, given, make, choice=choice)

    form.button(texts.ADD, send, waiting=texts.WAIT, type="primary")


def freeze(session: Session, journal: Journal, given: Fields, make: Make, *, choice: str) -> str:
    """Make a block for a meeting and write it under a point of its agenda.

    Raises
    ------
    NothingToFreezeError : the block does not exist for those whom the meeting is for.
    EntryError, UnknownEntryError : see ``Journal.register``.
    """
    meeting = journal.meeting(given["meeting"])
    release = Release(session.release.observatory, meeting.scope)
    block = make(release)
    if block is None:
        raise NothingToFreezeError(scope=documents.SCOPES[meeting.scope])
    content, at = frozen(block), datetime.now(UTC)
    agenda = {one.number: one for one in journal.agenda(meeting.number)}
    with journal.writing() as writer:
        item = agenda.get(given["point"]) or writer.register(
            AgendaItem(meeting=meeting.number, rank=len(agenda) + 1, label=given.get("label", "")),
            by=given["by"],
            at=at,
        )
        writer.register(
            FrozenBlock(
                item=item.number,
                rank=1 + max((one.rank for one in journal.blocks(item.number)), default=0),
                screen=session.screen,
                address=choice,
                code="".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)),
                scope=meeting.scope,
                snapshot=release.version,
                content=content,
                frozen_at=at,
            ),
            by=given["by"],
            at=at,
        )
    return texts.added(item)


def _named(meeting: Meeting) -> str:
    return actions_texts.meeting_in_short(meeting)
