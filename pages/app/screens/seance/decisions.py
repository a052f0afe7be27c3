"""Decisions in a meeting: those that it opens on, those that it takes, and the form that registers one at once."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from functools import partial

import streamlit as st

from analytics.figures import Release, evaluations
from analytics.text import actions as actions_texts
from analytics.text import chips, formats
from analytics.text import meetings as texts
from analytics.text.verdicts import capital
from data.journal import Decision, Journal, Meeting
from pages.app.guard import may_see
from pages.app.reader import projection
from pages.app.screen import MEMBERS
from pages.app.screens import what_moved
from pages.app.screens.forms import decision as decision_form
from pages.app.session import Session
from pages.app.widgets import chip, tableau
from pages.app.widgets.form import Form

_FEW = 2
"""Decisions named under a block, the latest."""


def before(journal: Journal, meeting: Meeting) -> Meeting | None:
    """The last meeting that took place before one, among those that its room may hear of."""
    place, today = (meeting.day, meeting.number), date.today()
    earlier = (one for one in journal.meetings() if (one.day, one.number) < place and one.day <= today)
    return next((one for one in earlier if may_see(meeting.scope, one.scope)), None)


def of_last_time(journal: Journal, meeting: Meeting) -> tuple[Decision, ...]:
    """What the meeting before one decided, then all else that was still to follow, if those of the room may hear it."""
    previous = before(journal, meeting)
    taken = journal.decisions(meeting=previous.number) if previous else ()
    others = [
        one
        for one in journal.open_decisions()
        if one not in taken and one.meeting != meeting.number and one.decided_on <= meeting.day
    ]
    scopes = {one.number: one.scope for one in journal.meetings()}
    return tuple(
        one
        for one in (*taken, *others)
        if (may_see(meeting.scope, scopes[one.meeting]) if one.meeting else meeting.scope in MEMBERS)
    )


def last_time(session: Session, meeting: Meeting, *, known: Sequence[Decision], decisions: Sequence[Decision]) -> None:
    """What was decided before, and what it led to.

    Parameters
    ----------
    known : all of last time.
    decisions : those of the page.
    """
    st.header(texts.tally(known, date.today()), anchor=False)
    st.caption(texts.of_last_time(before(session.journal, meeting)) if known else texts.NONE_TO_FOLLOW)
    _rows(session, meeting, decisions, is_followed=True)


def since(session: Session, meeting: Meeting, *, previous: Meeting) -> None:
    """What moved in the commune since the meeting before."""
    st.header(actions_texts.SINCE.format(day=formats.day(previous.day)), anchor=False)
    st.caption(actions_texts.SINCE_NOTE)
    what_moved.since(_release(session, meeting), previous.day, key="seance-depuis")


def taken(session: Session, meeting: Meeting, *, decisions: Sequence[Decision] | None = None) -> None:
    """The decisions of a meeting, and the button that registers one more.

    Parameters
    ----------
    decisions : those of a page; all without it.
    """
    shown = session.journal.decisions(meeting=meeting.number) if decisions is None else decisions
    st.header(texts.TAKEN, anchor=False)
    if not shown:
        st.markdown(texts.NO_TAKEN)
    _rows(session, meeting, shown, is_followed=False)
    offer(session.journal, meeting)


def under(journal: Journal, meeting: Meeting, block: int | None) -> None:
    """The decisions taken before a block, if any, and the button that registers one more."""
    decided = [one for one in journal.decisions(meeting=meeting.number) if block and one.block == block]
    if decided:
        st.markdown("\n".join(f"- {line}" for line in texts.lines(decided[-_FEW:], len(decided) - _FEW)))
    offer(journal, meeting, block)


def offer(journal: Journal, meeting: Meeting, block: int | None = None) -> None:
    """Draw the button that opens the form; projected, in the bar, which leaves the page to the room."""
    form = Form(f"seance-decision-{block or 0}")
    with st.bottom if projection.is_on() else nullcontext():
        fields = partial(decision_form.draw, journal, form, meeting=meeting, block=block)
        form.dialog(actions_texts.WORD, fields, title=actions_texts.DECIDE)


def _rows(session: Session, meeting: Meeting, decisions: Sequence[Decision], *, is_followed: bool) -> None:
    """Each decision and who sees to it; followed, with the verdict of its action and what became of it."""
    if not decisions:
        return
    names, today = {one.number: one.name for one in session.actions}, date.today()
    is_judged = is_followed and any(one.action for one in decisions)
    judged = _release(session, meeting).ask(evaluations.evaluate, session.actions) if is_judged else ()
    words = {one.action.number: chip.markup(one.word or chips.UNJUDGED) for one in judged}
    heads, rows = {"name": texts.WHAT, "owner": texts.BY_WHOM}, []
    if is_followed:
        heads["state"] = texts.STATE
    for one in decisions:
        about = one.action or 0
        link = tableau.link(names[about], screen="actions", action=str(about)) if about in names else ""
        cells = [
            _lines(" ".join((tableau.text(capital(one.word)), link)), tableau.text(texts.why(one))),
            _lines(*map(tableau.text, texts.by_whom(one))),
            _lines(*([words[about]] if about in words else []), tableau.text(texts.state(one, today))),
        ]
        rows.append(cells[: len(heads)])
    heads = {name: tableau.text(head) for name, head in heads.items()}
    tableau.draw(heads, [("", rows)], key="seance-decisions", caption=texts.WHAT, is_headed=False)


def _lines(*lines: str) -> str:
    return "".join(f"<div>{line}</div>" for line in lines)


def _release(session: Session, meeting: Meeting) -> Release:
    """The figures as those whom the meeting is for may see them."""
    return Release(session.release.observatory, meeting.scope)
