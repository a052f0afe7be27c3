"""Hot spots of the map: their table."""

import streamlit as st

from analytics.figures import hot_spots as figures
from analytics.text import hot_spots as texts
from data.model import Level
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block

_COLUMNS = ["zone_label", "n_events", "n_before", "value", "z", "z_before", "p_adjusted", "word"]


def table(session: Session, choice: Choice) -> None:
    """Where high rates gather, zone by zone, once opened."""
    if choice.selection.level is Level.COMMUNE:
        return
    with st.expander(texts.SHOW, key="hot-spots", on_change="rerun") as opened:
        if not opened.open:
            return
        found = session.ask(figures.hot_spots, choice.selection)
        if found is None:
            st.markdown(texts.NOTHING)
            return
        reading = texts.reading(found)
        st.markdown(reading)
        st.caption(texts.NOTE)
        if found.table is not None:
            block.twin(found.table, key="carte-hot", columns=_COLUMNS, note=reading)
