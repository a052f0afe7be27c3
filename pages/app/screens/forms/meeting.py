"""The form of a meeting: when, where, of whom, and for whom its file is."""

from datetime import UTC, datetime

import streamlit as st

from analytics.text import actions as texts
from analytics.text import documents, meetings
from data.journal import Meeting, MeetingKind
from data.model import Scope
from pages.app.screens.forms import first_agenda
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form

_NAME = "register-meeting"
_SCOPES = (Scope.COORDINATION, Scope.ELU, Scope.PARTENAIRE, Scope.PUBLIC)
"""Who the file of a meeting may be for; what is first is what a meeting is for by default."""


def offer(session: Session) -> None:
    """Draw the button that opens the form."""
    Form(_NAME).dialog(texts.MEETING, lambda: _fields(session))


def _fields(session: Session) -> None:
    journal = session.journal
    families = {slug: one.label for slug, one in journal.nomenclature.partners.items()}
    new = Form(_NAME)

    def send(given: Fields) -> str:
        meeting = Meeting(
            day=given["day"],
            label=given["label"],
            note=given["note"],
            partners=tuple(given["partners"]),
            place=given["place"],
            kind=given["kind"],
            scope=given["scope"],
        )
        n_lost = first_agenda.register(session, meeting, given["agenda"], by=given["by"], at=datetime.now(UTC))
        return " ".join(filter(None, (texts.HELD, meetings.lost(n_lost))))

    with st.form(new.key("form"), border=False):
        st.date_input(texts.MEETING_DAY, format="DD/MM/YYYY", key=new.key("day"))
        st.text_input(texts.MEETING_LABEL, key=new.key("label"))
        st.text_input(meetings.PLACE, key=new.key("place"))
        st.selectbox(meetings.KIND, [*MeetingKind], format_func=documents.KINDS.__getitem__, key=new.key("kind"))
        st.selectbox(meetings.SCOPE, _SCOPES, format_func=documents.SCOPES.__getitem__, key=new.key("scope"))
        agendas = first_agenda.options(journal)
        st.selectbox(meetings.AGENDA, [*agendas], format_func=agendas.__getitem__, key=new.key("agenda"))
        st.multiselect(
            texts.PRESENT,
            [*families],
            format_func=families.__getitem__,
            placeholder=texts.NONE_CHOSEN,
            key=new.key("partners"),
        )
        st.text_area(texts.MEETING_NOTE, key=new.key("note"))
        st.text_input(texts.BY, help=texts.BY_HELP, key=new.key("by"))
        new.submit(texts.HOLD, send, type="primary")
    if known := journal.meetings():
        st.markdown("\n".join([f"**{texts.MEETINGS}**", "", *(texts.meeting(one, families) for one in known)]))
