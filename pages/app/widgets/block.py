"""A block on a screen: its finding and its picture; its reading and its table once opened."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any
from xml.etree import ElementTree

import streamlit as st

from analytics.blocks import Block
from analytics.blocks.recipe import Recipe
from analytics.disclosure import ProtectedTable
from analytics.export import tables
from analytics.text import fr
from analytics.text.markdown import plain
from pages.app.reader import projection
from pages.app.session import Session
from pages.app.widgets import freezing, plot, tiles


def draw(session: Session, make: Callable[..., Block | None], *asked: Any, **options: Any) -> bool:
    """Draw a block and offer to freeze it for a meeting; gives whether there is one.

    Parameters
    ----------
    make : a function of ``analytics.blocks``, which the release and what is asked for are given to: a meeting makes
        the block again for those whom it is for.
    """
    recipe = Recipe(make, asked, options)
    block = recipe.block(session.release)
    if block is not None:
        show(block)
        freezing.offer(session, block.key, recipe)
    return block is not None


def show(block: Block) -> None:
    """Draw a block; its reading is also the text of its picture."""
    if block.title:
        st.header(block.title, anchor=False)
    if block.note:
        st.caption(block.note)
    draw_picture(block)
    twin(
        block.table,
        key=block.key,
        columns=block.columns,
        note=block.reading,
        labels=block.labels,
        provisional=block.provisional,
        reading=block.reading,
    )


def draw_picture(block: Block) -> None:
    """Draw the picture of a block alone, where its figures stand beside it; its reading is its text."""
    picture = block.picture(large=projection.is_on())
    if isinstance(picture, tuple):
        tiles.draw(picture, key=block.key, alt=plain(block.reading))
    elif isinstance(picture, str):
        with _place(picture, f"{block.key}-picture"):
            st.image(picture, alt=plain(block.reading), width="stretch")
    else:
        plot.draw(picture, key=block.key, alt=plain(block.reading))


def _place(svg: str, key: str) -> AbstractContextManager[object]:
    """Where an SVG is drawn: as high as it, so that nothing jumps when it comes, unless its width gives its height."""
    root = ElementTree.fromstring(svg)
    if root.get("width") != "100%":
        return nullcontext()
    return st.container(key=key, height=round(float(root.attrib["height"])), border=False)


def twin(
    table: ProtectedTable,
    *,
    key: str,
    columns: Sequence[str],
    note: str,
    labels: Mapping[str, str] | None = None,
    provisional: Collection[date] = (),
    reading: str = "",
) -> None:
    """The table of figures, written once opened, and its download.

    Parameters
    ----------
    note : first line of the download.
    reading : what stands above the table; all there is on a projected page.
    """
    if projection.is_on():
        st.markdown(reading)
        return
    words = dict(labels or {})
    with st.expander(fr.TABLE, key=f"{key}-table", on_change="rerun") as opened:
        if opened.open:
            st.markdown(reading)
            st.table(tables.readable(table, columns, words, provisional), hide_index=True)
            st.download_button(
                fr.DOWNLOAD,
                data=lambda: tables.csv(table, words, note),
                file_name=f"{key}.csv",
                mime="text/csv",
                key=f"{key}-csv",
                on_click="ignore",
            )
