"""What a commune without facts sees in place of figures: what is there, what is next, one way on."""

import streamlit as st

from analytics.text import beginning as words
from analytics.text import guide
from data.model import Level
from data.warehouse import snapshot
from pages.app.session import Session


def draw(session: Session, *, with_link: bool = True) -> None:
    """Draw the steps to the first figures.

    Parameters
    ----------
    with_link : whether the way to the screen that takes files is offered.
    """
    zones: dict[Level, int] = {}
    if snapshot.current_version(session.commune.home) is not None:
        release = session.release
        zones = {level: len(release.zones(level)) for level in release.levels() if level is not Level.COMMUNE}
    with st.container(border=True, key="begin"):
        st.markdown(words.steps(zones, bool(session.actions)))
        if with_link:
            st.markdown(f"[{words.DEPOSIT}](./donnees)")
    st.markdown(f"{guide.LINK}.")
