"""Events of the commune: what happened that may show in its figures, and the form that writes them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from analytics.text import actions, fr
from analytics.text import events as texts
from data.journal import Event
from pages.app.reader.filters import Choice
from pages.app.screens.actions import form
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form, confirm


def drawn(session: Session, _: Choice) -> None:
    """Events, the latest first, and the ways to add one and to correct it."""
    known = session.journal.events()
    confirm("event-")
    with st.expander(f"{texts.TITLE} ({len(known)})", key="events"):
        st.caption(texts.NOTE)
        for one in reversed(known):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(texts.event(one))
                Form(_name(one)).dialog(actions.CORRECT, partial(_fields, session, one), title=texts.CORRECT)
        new = Event(label="", start=date.today(), end=date.today())
        Form(_name(new)).dialog(texts.NEW, partial(_fields, session, new))


def _name(event: Event) -> str:
    return f"event-correction-{event.number}" if event.number else "event-new"


def _fields(session: Session, event: Event) -> None:
    zones = form.available_zones(session) | {zone.label: zone for zone in event.zones}
    journal = session.journal
    new = Form(_name(event))

    def send(given: Fields) -> str:
        told = replace(
            event,
            label=given["label"],
            start=given["start"],
            end=given["end"] or given["start"],
            zones=tuple(zones[label] for label in given["zones"]),
            dropped_on=date.today() if given.get("dropped") else None,
        )
        write = journal.revise if event.number else journal.register
        write(told, by=given["by"], at=datetime.now(UTC))
        return texts.DROPPED if told.dropped_on else texts.SAVED

    with st.form(new.key("form"), border=False):
        st.text_input(texts.LABEL, value=event.label, key=new.key("label"))
        left, right = st.columns(2)
        left.date_input(texts.START, value=event.start, format="DD/MM/YYYY", key=new.key("start"))
        right.date_input(texts.END, value=event.end if event.number else None, format="DD/MM/YYYY", key=new.key("end"))
        st.multiselect(
            actions.ZONES,
            [*zones],
            default=[zone.label for zone in event.zones],
            placeholder=fr.ZONES_PLACEHOLDER,
            key=new.key("zones"),
        )
        if event.number:
            st.checkbox(texts.DROP, key=new.key("dropped"))
        st.text_input(actions.BY, help=actions.BY_HELP, key=new.key("by"))
        new.submit(texts.SAVE, send, type="primary")
