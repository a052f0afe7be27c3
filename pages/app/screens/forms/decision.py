"""The fields of a decision: of an action, or taken in a meeting, before a block or not."""

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from analytics.text import actions as texts
from analytics.text.verdicts import capital
from data.journal import Action, Decision, DecisionWord, Journal, Meeting
from pages.app.widgets.form import Fields, Form

USUAL_DELAY = timedelta(days=90)


def draw(
    journal: Journal,
    form: Form,
    *,
    action: Action | None = None,
    meeting: Meeting | None = None,
    block: int | None = None,
) -> None:
    """Draw them, and the button that registers the decision.

    Parameters
    ----------
    action : the one decided of; chosen in a menu without it.
    meeting : the one that decides; the decision is of its day, or of today where it is to come.
    block : number of the frozen block that the decision is taken before.
    """
    today = date.today()
    day = min(meeting.day, today) if meeting else today

    def send(given: Fields) -> str:
        decision = Decision(
            word=given["word"],
            reason=given["reason"],
            owner=given["owner"],
            decided_on=day,
            due=given["due"],
            action=action.number if action else given["action"],
            meeting=meeting.number if meeting else None,
            block=block,
        )
        journal.register(decision, by=given["owner"], at=datetime.now(UTC))
        return texts.DECIDED

    with st.form(form.key("form"), border=False):
        left, right = st.columns(2)
        left.selectbox(texts.WORD, [*DecisionWord], format_func=lambda one: capital(one.value), key=form.key("word"))
        right.date_input(texts.DUE, value=today + USUAL_DELAY, format="DD/MM/YYYY", key=form.key("due"))
        left.text_input(texts.OWNER, value=action.lead if action else "", help=texts.BY_HELP, key=form.key("owner"))
        if action is None:
            names = {one.number: one.name for one in journal.actions()}
            right.selectbox(
                texts.ABOUT,
                [*names],
                index=None,
                format_func=names.__getitem__,
                placeholder=texts.ABOUT_NONE,
                key=form.key("action"),
            )
        st.text_area(texts.REASON, key=form.key("reason"))
        form.submit(texts.DECIDE, send, type="primary")
