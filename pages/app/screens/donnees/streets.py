"""The streets that files misspell: a person says which street of the commune each is, once."""

import streamlit as st

from analytics.figures import Release
from analytics.text import formats
from analytics.text import streets as words
from analytics.text.markdown import literal
from data.intake.addresses import review, spellings
from data.intake.addresses.review import Doubt
from data.warehouse import snapshot
from pages.app.session import Session
from pages.app.widgets.form import Fields, Form, confirm

_SHOWN = 10
"""Streets at once, those of most facts first."""


def doubtful(session: Session) -> None:
    """List the streets that wait for a decision, and those that have one; nothing where there are none."""
    doubts = session.ask(_doubts) if snapshot.current_version(session.commune.home) else []
    taken = spellings.read(session.commune.home)
    if doubts or taken:
        st.header(words.TITLE, anchor=False)
    confirm("streets-")
    if doubts:
        _decide(session, doubts[:_SHOWN], len(doubts))
    if taken:
        with st.expander(words.TAKEN, on_change="rerun", key="streets") as opened:
            if opened.open:
                _take_back(session, taken)


def _doubts(release: Release) -> list[Doubt]:
    return review.doubts(release.connection, spellings.read(release.commune.home))


def _decide(session: Session, doubts: list[Doubt], n_doubts: int) -> None:
    st.markdown(words.INTRO)
    new = Form("streets-decide")

    def keep(given: Fields) -> str:
        chosen = {one.name: given[one.name] for one in doubts if given.get(one.name) is not None}
        return words.decided(review.decide(session.commune, chosen)) if chosen else words.NOTHING

    for one in doubts:
        options = [None, one.suggestion, spellings.NO_STREET]
        label = literal(words.doubt(one))
        st.radio(label, options, format_func=_option, key=new.key(one.name), horizontal=True)
    if n_doubts > len(doubts):
        st.markdown(words.MORE.format(n=formats.integer(n_doubts - len(doubts))))
    new.button(words.KEEP, keep, waiting=words.KEEPING)


def _option(street: str | None) -> str:
    if street is None:
        return words.LATER
    return literal(words.suggestion(street)) if street else words.NO_STREET


def _take_back(session: Session, taken: dict[str, str]) -> None:
    new = Form("streets-take-back")
    st.markdown(words.TAKE_BACK_HELP)
    st.selectbox(
        words.WHICH, sorted(taken), format_func=lambda name: words.decision(name, taken[name]), key=new.key("street")
    )

    def take_back(given: Fields) -> str:
        name = given["street"]
        done = review.decide(session.commune, {name: None})
        return words.TAKEN_BACK.format(name=literal(name), version=done.snapshot)

    new.button(words.TAKE_BACK, take_back, waiting=words.KEEPING)
