"""Zones compared with their commune: the funnel, computed once opened."""

import streamlit as st

from analytics.charts import funnel as chart
from analytics.figures import zones_compared
from analytics.text import zones_compared as texts
from analytics.text.markdown import plain
from data.model import Level
from pages.app.reader import projection
from pages.app.reader.filters import Choice
from pages.app.session import Session
from pages.app.widgets import block, plot


def funnel(session: Session, choice: Choice) -> None:
    """Each zone, compared with what the commune's rate would give it."""
    if choice.selection.level is Level.COMMUNE:
        return
    st.subheader(texts.TITLE, anchor=False)
    with st.expander(texts.SHOW, key="funnel", on_change="rerun") as opened:
        if not opened.open:
            return
        table = zones_compared.compared(session.ask(zones_compared.table, choice.selection))
        reading = texts.funnel(table)
        if len(table.frame):
            limits = zones_compared.funnel(table)
            plot.draw(chart.funnel(table, limits, large=projection.is_on()), key="carte-funnel", alt=plain(reading))
        st.markdown(reading)
        st.caption(texts.NOTE)
        if len(table.frame):
            columns = ["zone_label", "n_events", "expected", "ratio", "low", "high", "word"]
            block.twin(table, key="carte-funnel-table", columns=columns, note=reading)
