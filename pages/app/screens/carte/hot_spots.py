"""Hot spots of the map: what its outlines mean, and their table."""

from typing import Any

import streamlit as st

from analytics.figures import hot_spots as figures
from analytics.statistics.words import HotSpot
from analytics.text import hot_spots as texts
from data.model import Level, Selection
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block

_COLUMNS = ["zone_label", "n_events", "n_before", "value", "z", "z_before", "p_adjusted", "word"]
_SHOWN = ("periode", "ecart")
"""What the map may show under the outlines: what changed, and one month, are other questions."""


def outlined(session: Session, selection: Selection, display: str) -> dict[str, Any] | None:
    """What the atlas draws and says of the hot spots; None where they are not its question."""
    found = session.ask(figures.hot_spots, selection) if display in _SHOWN else None
    # Few zones are no news to whoever reads the map: their table says it.
    if found is None or found.unsought is figures.Unsought.FEW_ZONES:
        return None
    return {
        "categorie": selection.category,
        "champ": selection.champ,
        "zones": found.of(HotSpot.HOT),
        "label": texts.LABEL,
        "sentence": texts.legend(found),
    }


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
