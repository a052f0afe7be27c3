"""Projection: large type, no menus, keys to move from screen to screen."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics.text import fr
from pages.app.reader.address import IN_ADDRESS, following

_STYLE = """
<style>
.stApp :is([data-testid="stHeader"], .st-key-menu, .st-key-filters, .st-key-projection) { display: none; }
.stApp [data-testid="stMainBlockContainer"] { max-width: none; padding: 1.5rem 3rem; }
html { font-size: 22px; }
</style>
"""


def is_on() -> bool:
    """Whether the reader projects."""
    return bool(st.session_state.get("projection"))


def switch() -> None:
    """The switch that turns projection on; drawn on every screen, so that the address carries it."""
    with following():
        st.toggle(fr.PROJECT, key="projection", bind=IN_ADDRESS, help=fr.PROJECT_HELP)


def frame(*, previous: StreamlitPage, following: StreamlitPage) -> None:
    """Take the menus away and offer the three keys, when the reader projects."""
    if not is_on():
        return
    st.html(_STYLE)
    with st.bottom.container(horizontal=True, horizontal_alignment="right", key="projection-bar"):
        st.page_link(previous, label=fr.PREVIOUS)
        st.page_link(following, label=fr.NEXT)
        st.button(fr.LEAVE, shortcut="Esc", on_click=_leave, key="projection-leave")


def _leave() -> None:
    st.session_state["projection"] = False
