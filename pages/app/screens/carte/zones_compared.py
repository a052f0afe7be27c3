"""Zones compared with their commune: the funnel, computed once opened."""

import streamlit as st

from analytics.blocks.funnel import funnel as funnel_block
from analytics.figures import zones_compared
from analytics.text import zones_compared as texts
from data.model import Level
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block


def funnel(session: Session, choice: Choice) -> None:
    """Each zone, compared with what the commune's rate would give it."""
    if choice.selection.level is Level.COMMUNE:
        return
    with st.expander(texts.TITLE, key="funnel", on_change="rerun") as opened:
        if not opened.open:
            return
        if not block.draw(session, funnel_block, choice.selection):
            st.markdown(texts.funnel(zones_compared.compared(session.ask(zones_compared.table, choice.selection))))
