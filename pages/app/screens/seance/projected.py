"""A meeting as its room sees it: what was decided last time, one frozen block a page, then what is decided now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from analytics.text import meetings as texts
from analytics.text.markdown import literal
from data.journal import AgendaItem, Decision, FrozenBlock, Journal, Meeting, Remark
from pages.app.guard import may_see
from pages.app.reader import address, projection
from pages.app.screen import Part
from pages.app.screens.seance import chosen, decisions, frozen
from pages.app.session import Session

_MOST = 5
"""Decisions on a page."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page is on the agenda.

    Attributes
    ----------
    block : number of the block that it shows; None for a point that has none.
    is_first : whether it is the first page of its point, which shows the remarks on the point alone.
    """

    item: AgendaItem
    block: int | None
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page of a meeting.

    Attributes
    ----------
    label : what the agenda calls it.
    draw : the part that it shows.
    place : None before the first point and after the last.
    """

    label: str
    draw: Part
    place: Place | None = None


def pages(session: Session) -> tuple[Part, ...]:
    """The parts of the pages of the meeting that is asked for."""
    meeting = None if address.get("code") else chosen.asked(session)
    return tuple(step.draw for step in steps(session.journal, meeting)) if meeting else ()


def steps(journal: Journal, meeting: Meeting) -> tuple[Step, ...]:
    """The pages of a meeting; no block is read."""
    numbers = journal.block_numbers(meeting.number)
    places = [
        Place(item=item, block=number, is_first=rank == 0)
        for item in journal.agenda(meeting.number)
        for rank, number in enumerate(numbers.get(item.number, (None,)))
    ]
    previous = decisions.before(journal, meeting)
    before, now = decisions.of_last_time(journal, meeting), journal.decisions(meeting=meeting.number)
    return (
        *(
            Step(label=texts.LAST_TIME, draw=partial(decisions.last_time, known=before, decisions=some))
            for some in _shares(before)
        ),
        *([Step(label=texts.MOVED, draw=partial(decisions.since, previous=previous))] if previous else []),
        *(Step(label=one.item.label, draw=partial(_shown, place=one), place=one) for one in places),
        *(Step(label=texts.TAKEN, draw=partial(decisions.taken, decisions=some)) for some in _shares(now)),
    )


def scope(session: Session, meeting: Meeting) -> None:
    """Who the meeting is for, on each projected page, whose name the windows of one browser know it by."""
    if projection.is_on():
        number = projection.page(session.screen, len(steps(session.journal, meeting)))
        with st.container(key=shown_name(meeting, number)):
            st.caption(texts.scope(meeting))


def shown_name(meeting: Meeting, number: int) -> str:
    """What ``projection.js`` knows a page of a meeting by."""
    return f"shown-{meeting.number}-{number}"


def block_of(session: Session, meeting: Meeting, place: Place) -> FrozenBlock | None:
    """The frozen block of a page; None where there is none for its reader and for those whom the meeting is for."""
    if place.block is None:
        return None
    one = session.journal.frozen_block(place.block)
    return one if may_see(session.scope, one.scope) and may_see(meeting.scope, one.scope) else None


def remarks_on(journal: Journal, place: Place) -> tuple[Remark, ...]:
    """The remarks that a page is about, internal ones among them."""
    on_item = (None,) if place.is_first else ()
    return tuple(one for one in journal.remarks(place.item.number) if one.block in (*on_item, place.block))


def _shown(session: Session, meeting: Meeting, *, place: Place) -> None:
    """One block, with what is said and decided of it."""
    one = block_of(session, meeting, place)
    label = literal(place.item.label)
    if one and one.content["title"]:
        st.caption(label)
    else:
        st.header(label, anchor=False)
    if one:
        with st.container(key="frozen"):
            frozen.draw(one)
        st.caption(texts.frozen_as(one))
    elif place.block is not None:
        st.markdown(texts.NOT_FOR_ROOM)
    heard = [f"- {texts.heard(one)}" for one in remarks_on(session.journal, place) if one.is_shared]
    if heard:
        st.markdown("\n".join(heard))
    decisions.under(session.journal, meeting, place.block)


def _shares(known: Sequence[Decision]) -> list[Sequence[Decision]]:
    """Decisions page by page: one page at least."""
    return [known[first : first + _MOST] for first in range(0, max(1, len(known)), _MOST)]
