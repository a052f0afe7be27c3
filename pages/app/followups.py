"""What a meeting opens on: what moved since the last one, and the decisions that are due."""

from datetime import date

import streamlit as st

from analytics.indicators import indicators
from analytics.text import actions as texts
from analytics.text import formats, readings
from analytics.views import meeting
from pages.app import registered
from pages.app.cache import ask
from pages.app.guard import Session


def last_meeting(session: Session) -> None:
    """What moved since the last meeting, and the decisions to follow."""
    journal = registered.journal(session)
    today = date.today()
    held = next((one for one in journal.meetings() if one.day <= today), None)
    due = journal.decisions_due(date.max)
    if held is None and not due:
        return
    left, right = st.columns(2, gap="large")
    if held is not None:
        with left:
            _moved(session, held.day)
    with right:
        st.subheader(texts.DUE_TITLE, anchor=False)
        names = {one.number: one.name for one in journal.actions()}
        lines = [f"- {texts.decision(one, today, names.get(one.action or 0))}" for one in due]
        st.markdown("\n".join(lines) or texts.NOTHING_DUE)


def _moved(session: Session, day: date) -> None:
    st.subheader(texts.SINCE.format(day=formats.day(day)), anchor=False)
    table = ask(session.source, meeting.since, session.scope, day)
    if table is None:
        st.caption(texts.NO_NEW_MONTH.format(day=formats.day(day)))
        return
    labels = {slug: one.label for slug, one in indicators().items()}
    lines = [f"- **{labels[row['indicator']]}** – {readings.change(row)}" for _, row in table.frame.iterrows()]
    st.markdown("\n".join(lines))
