"""The agenda of a meeting: its points, what is frozen under each, and the remarks on them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import streamlit as st

from analytics.blocks.recipe import differs
from analytics.figures import Release
from analytics.text import actions as actions_texts
from analytics.text import meetings as texts
from analytics.text.markdown import literal
from data.journal import AgendaItem, FrozenBlock, Journal, Meeting, Remark
from pages.app.guard import may_see
from pages.app.reader import address, filters, projection
from pages.app.screens.forms import meeting as meeting_form
from pages.app.screens.seance import chosen, decisions, frozen, notes
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form, confirm

_ORDER = {-1: (texts.UP, "arrow_upward"), 1: (texts.DOWN, "arrow_downward")}


def headline(session: Session) -> str:
    """What the meeting is, and how far its file is."""
    meeting = chosen.asked(session)
    if meeting is None:
        return texts.NONE
    n_blocks = sum(map(len, session.journal.block_numbers(meeting.number).values()))
    return texts.headline(meeting, len(session.journal.agenda(meeting.number)), n_blocks)


def read(session: Session) -> Meeting | None:
    """Draw the menu of meetings, or the block that a code opens; None where no meeting is asked for."""
    if code := address.get("code"):
        _opened(session, code)
        return None
    meeting = chosen.asked(session)
    if not projection.is_on() and not notes.are_asked():
        meeting_form.offer(session)
    if meeting is None:
        st.info(texts.NONE)
        return None
    if notes.are_asked():
        notes.draw(session, meeting)
        return None
    meetings = {number: actions_texts.meeting_in_short(one) for number, one in chosen.known(session).items()}
    with filters.row():
        filters.pick(chosen.PART, texts.MEETING, meetings, width=filters.WIDE)
        if not projection.is_on():
            filters.search("code", texts.CODE)
        notes.link(meeting)
    if not projection.is_on():
        st.caption(texts.frozen_for(meeting))
    return meeting


def points(session: Session, meeting: Meeting) -> None:
    """Every point of the agenda with its blocks, in their order."""
    journal = session.journal
    confirm("seance")
    confirm("register-meeting")
    agenda = journal.agenda(meeting.number)
    if not agenda:
        st.markdown(texts.EMPTY_AGENDA)
    for rank in range(len(agenda)):
        _point(session, meeting, agenda, rank)
    _new_point(journal, meeting, 1 + max((one.rank for one in agenda), default=0))


def _opened(session: Session, code: str) -> None:
    """The block of a code, for those who may see it; whether there is one, nobody else learns."""
    one = session.journal.block(code.strip().upper())
    if one is None or not may_see(session.scope, one.scope):
        st.warning(texts.CLOSED)
    else:
        frozen.draw(one)
        st.caption(texts.frozen(one))
    st.markdown(texts.BACK)


def _point(session: Session, meeting: Meeting, agenda: tuple[AgendaItem, ...], rank: int) -> None:
    journal, item = session.journal, agenda[rank]
    st.header(literal(item.label), anchor=False)
    remarks = journal.remarks(item.number)
    _remarks(remarks, None)
    with st.container(horizontal=True, gap="small"):
        _moves(journal, agenda, rank, name=f"point-{item.number}")
        _remark(journal, item, None)
    blocks = journal.blocks(item.number)
    for place, one in enumerate(blocks):
        with st.container(key=f"frozen-{one.number}", border=True):
            frozen.draw(one)
            st.caption(texts.frozen(one))
            _today(session, one)
            _remarks(remarks, one.number)
            with st.container(horizontal=True, gap="small"):
                _moves(journal, blocks, place, name=f"block-{one.number}")
                _remark(journal, item, one.number)
            decisions.under(journal, meeting, one.number)


def _today(session: Session, one: FrozenBlock) -> None:
    """Whether the figures of a frozen block are others in the data of today."""
    release = Release(session.release.observatory, one.scope)
    if one.snapshot != release.version and (said := texts.today(one, release.ask(differs, one, session.actions))):
        st.caption(said)


def _remarks(remarks: Sequence[Remark], block_number: int | None) -> None:
    for one in remarks:
        if one.block == block_number:
            st.markdown(texts.remark(one))


def _moves(journal: Journal, entries: Sequence[AgendaItem] | Sequence[FrozenBlock], rank: int, *, name: str) -> None:
    """Up, down, away: each is signed by the screen, as it changes no figure."""
    one = entries[rank]
    for step, (label, icon) in _ORDER.items():
        is_edge = not 0 <= rank + step < len(entries)

        def move(_: Fields, step: int = step) -> str:
            _swap(journal, one, entries[rank + step])
            return ""

        Form(f"seance-{name}-{icon}").button(f":material/{icon}: {label}", move, disabled=is_edge)

    def remove(_: Fields) -> str:
        journal.revise(replace(one, dropped_on=date.today()), by=texts.TITLE, at=datetime.now(UTC))
        return ""

    Form(f"seance-{name}-remove").button(f":material/close: {texts.REMOVE}", remove)


def _swap(journal: Journal, one: AgendaItem | FrozenBlock, other: AgendaItem | FrozenBlock) -> None:
    at = datetime.now(UTC)
    with journal.writing() as writer:
        writer.revise(replace(one, rank=other.rank), by=texts.TITLE, at=at)
        writer.revise(replace(other, rank=one.rank), by=texts.TITLE, at=at)


def _new_point(journal: Journal, meeting: Meeting, rank: int) -> None:
    form = Form("seance-point")

    def send(given: Fields) -> str:
        item = AgendaItem(meeting=meeting.number, rank=rank, label=given["label"], champ=given["champ"])
        journal.register(item, by=given["by"], at=datetime.now(UTC))
        return ""

    def draw() -> None:
        champs = {"": actions_texts.NONE_CHOSEN} | {
            slug: champ.label for slug, champ in journal.nomenclature.champs.items()
        }
        with st.form(form.key("form"), border=False):
            st.text_input(texts.LABEL, key=form.key("label"))
            st.selectbox(actions_texts.CHAMP, [*champs], format_func=champs.__getitem__, key=form.key("champ"))
            st.text_input(actions_texts.BY, help=actions_texts.BY_HELP, key=form.key("by"))
            form.submit(texts.ADD_POINT, send, type="primary")

    form.dialog(texts.ADD_POINT, draw)


def _remark(journal: Journal, item: AgendaItem, block_number: int | None) -> None:
    form = Form(f"seance-remark-{item.number}-{block_number or 0}")

    def send(given: Fields) -> str:
        by, at = given["by"], datetime.now(UTC)
        journal.remark(item.number, given["text"], block=block_number, is_shared=given["shared"], by=by, at=at)
        return ""

    def draw() -> None:
        with st.form(form.key("form"), border=False):
            st.text_area(texts.REMARK, key=form.key("text"))
            st.toggle(texts.SHARED, key=form.key("shared"))
            st.text_input(actions_texts.BY, help=actions_texts.BY_HELP, key=form.key("by"))
            form.submit(texts.WRITE, send, type="primary")

    form.dialog(texts.REMARK, draw)
