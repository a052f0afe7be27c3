"""A zone beside those that are like it: in words on its portrait, drawn on Évolution."""

import streamlit as st

from analytics.blocks.similar_zones import similar_zones as similar_zones_block
from analytics.disclosure import ProtectedTable
from analytics.figures import counts, similar_zones
from analytics.figures.similar_zones import Likeness
from analytics.text import fr
from analytics.text import similar_zones as texts
from data.model import Level
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block

_COLUMNS = ["zone_label", "n_events", "n_before", "value", "value_low", "value_high", "word"]


def in_words(session: Session, choice: Choice, zone: str) -> None:
    """Which zones are like one, by what, and what became of each."""
    found, table, reading = _compared(session, choice, zone)
    st.markdown(f"**{texts.title(found)}.** {reading}")
    if table is not None:
        block.twin(table, key=f"carte-similar-{zone}", columns=_COLUMNS, note=reading)


def drawn(session: Session, choice: Choice) -> None:
    """Months of the first zone chosen, and of those that are like it, on the same scale."""
    if choice.selection.level is Level.COMMUNE:
        return
    with st.expander(fr.SIMILAR, key="evolution-similar-shown", on_change="rerun") as opened:
        if opened.open and choice.zones:
            _draw(session, choice)
        elif opened.open:
            st.caption(texts.PICK)


def _draw(session: Session, choice: Choice) -> None:
    found, table, reading = _compared(session, choice, choice.zones[0])
    if table is None:
        st.header(texts.title(found), anchor=False)
        st.markdown(reading)
        return
    if not session.ask(counts.has_months, choice.indicator.slug, choice.selection.level):
        st.header(texts.title(found), anchor=False)
        st.markdown(reading)
        block.twin(table, key="evolution-similar", columns=_COLUMNS, note=reading)
        return
    asked = (choice.selection, choice.comparison, choice.zones[0])
    block.draw(session, similar_zones_block, *asked, measure=choice.measure)


def _compared(session: Session, choice: Choice, zone: str) -> tuple[Likeness, ProtectedTable | None, str]:
    """What is like a zone, the figures of both, and the reading; no figures where nothing is like it."""
    found = session.ask(similar_zones.similar, choice.selection, zone)
    reading = texts.likeness(found)
    if not found.similar:
        return found, None, reading
    table = session.ask(similar_zones.changed, choice.selection, choice.comparison, _codes(found))
    return found, table, f"{reading}\n\n{texts.figures(table, found, choice.indicator)}"


def _codes(found: Likeness) -> tuple[str, ...]:
    return (found.code, *(one.code for one in found.similar))
