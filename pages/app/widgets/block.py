"""A block: a picture, its reading and its table, from protected figures only."""

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

from analytics.charts.figure import Figure
from analytics.disclosure import ProtectedTable
from analytics.export import tables
from analytics.text import fr
from analytics.text.markdown import plain
from pages.app.reader import projection
from pages.app.widgets import plot


def draw(
    figure: Figure,
    *,
    key: str,
    reading: str,
    table: ProtectedTable,
    columns: list[str],
    labels: Mapping[str, str] | None = None,
    provisional: Collection[date] = (),
) -> None:
    """Draw a picture, its computed reading (also its text for screen readers), its table twin and its download."""
    plot.draw(figure, key=key, alt=plain(reading))
    st.markdown(reading)
    twin(table, key=key, columns=columns, labels=labels, note=reading, provisional=provisional)


def twin(
    table: ProtectedTable,
    *,
    key: str,
    columns: list[str],
    note: str,
    labels: Mapping[str, str] | None = None,
    provisional: Collection[date] = (),
) -> None:
    """The table of a chart, written once opened, and its download."""
    if projection.is_on():
        return
    words = dict(labels or {})
    with st.expander(fr.TABLE, key=f"{key}-table", on_change="rerun") as opened:
        if opened.open:
            st.table(tables.readable(table, columns, words, provisional), hide_index=True)
            st.download_button(
                fr.DOWNLOAD,
                data=lambda: tables.csv(table, words, note),
                file_name=f"{key}.csv",
                mime="text/csv",
                key=f"{key}-csv",
                on_click="ignore",
            )
