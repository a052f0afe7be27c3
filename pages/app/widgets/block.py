"""A block on a screen: its finding and its picture; its reading and its table once opened."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from typing import Any, TypeAlias
from xml.etree import ElementTree

import streamlit as st

from analytics.blocks import Block, Tile
from analytics.blocks.recipe import Recipe
from analytics.disclosure import ProtectedTable
from analytics.export import tables
from analytics.figures import Release
from analytics.text import fr
from analytics.text.markdown import plain
from pages.app.reader import projection
from pages.app.session import Session
from pages.app.widgets import freezing, plot, tiles

_Drawn: TypeAlias = plot.Plot | str | tuple[Tile, ...]
"""A picture as a screen shows it."""


def draw(session: Session, make: Callable[..., Block | None], *asked: Any, **options: Any) -> bool:
    """Draw a block and offer to freeze it for a meeting; gives whether there is one.

    Parameters
    ----------
    make : a function of ``analytics.blocks``, which the release and what is asked for are given to: a meeting makes
        the block again for those whom it is for.
    """
    recipe = Recipe(make, asked, options)
    made = _made(session, recipe)
    if made:
        block, picture = made
        _above(block, picture)
        below(session, block, recipe)
    return made is not None


def draw_picture(session: Session, make: Callable[..., Block | None], *asked: Any, **options: Any) -> None:
    """Draw the picture of a block alone, where its figures stand beside it; nothing where there is none."""
    if made := _made(session, Recipe(make, asked, options)):
        _draw_picture(*made)


def show(block: Block) -> None:
    """Draw a block; its reading is also the text of its picture."""
    _above(block, _drawn(block, large=projection.is_on()))
    _table(block)


def show_picture(block: Block) -> None:
    """Draw the picture of a block alone."""
    _draw_picture(block, _drawn(block, large=projection.is_on()))


def below(session: Session, block: Block, recipe: Recipe | None) -> None:
    """Draw what stands under a picture: its reading and table, once opened, and what freezes it, on one line.

    Parameters
    ----------
    recipe : makes the block again for a meeting; None where it cannot be frozen.
    """
    with st.container(key=f"{block.key}-below", horizontal=True, gap="small"):
        _table(block)
        if recipe:
            freezing.offer(session, block.key, recipe)


def _made(session: Session, recipe: Recipe) -> tuple[Block, _Drawn] | None:
    """The block of a recipe and its picture, made once: each press draws a whole screen anew."""
    return session.ask(_make, recipe, projection.is_on(), date.today())


def _make(release: Release, recipe: Recipe, large: bool, _today: date) -> tuple[Block, _Drawn] | None:
    """Which months are provisional depends on the day: another one makes the block again."""
    block = recipe.block(release)
    return None if block is None else (block, _drawn(block, large=large))


def _drawn(block: Block, *, large: bool) -> _Drawn:
    picture = block.picture(large=large)
    return picture if isinstance(picture, str | tuple) else plot.written(picture)


def _above(block: Block, picture: _Drawn) -> None:
    if block.title:
        st.header(block.title, anchor=False)
    if block.note:
        st.caption(block.note)
    _draw_picture(block, picture)


def _draw_picture(block: Block, picture: _Drawn) -> None:
    """Draw a picture; the reading of its block is its text."""
    alt = plain(block.reading)
    if isinstance(picture, tuple):
        tiles.draw(picture, key=block.key, alt=alt)
    elif isinstance(picture, str):
        with _place(picture, f"{block.key}-picture"):
            st.image(picture, alt=alt, width="stretch")
    else:
        plot.draw(picture, key=block.key, alt=alt)


def _table(block: Block) -> None:
    twin(
        block.table,
        key=block.key,
        columns=block.columns,
        note=block.reading,
        labels=block.labels,
        provisional=block.provisional,
        reading=block.reading,
        image=partial(_png, block),
    )


def _png(block: Block) -> bytes:
    from analytics.export import image  # No screen waits for its libraries.

    return image.png(block)


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
    image: Callable[[], bytes] | None = None,
) -> None:
    """The table of figures, written once opened, and its download.

    Parameters
    ----------
    note : first line of the download.
    reading : what stands above the table; all there is on a projected page.
    image : makes a PNG of what the table is of.
    """
    if projection.is_on():
        st.markdown(reading)
        return
    words = dict(labels or {})
    with st.expander(fr.TABLE, key=f"{key}-table", on_change="rerun") as opened:
        if opened.open:
            st.markdown(reading)
            st.table(tables.readable(table, columns, words, provisional), hide_index=True)
            csv = partial(tables.csv, table, words, note)
            with st.container(horizontal=True, gap="small"):
                _download(fr.DOWNLOAD, csv, f"{key}.csv")
                if image:
                    _download(fr.DOWNLOAD_IMAGE, image, f"{key}.png")


def _download(label: str, make: Callable[[], bytes], name: str) -> None:
    """Offer a file, made once it is asked for."""
    st.download_button(label, data=make, file_name=name, key=name.replace(".", "-"), on_click="ignore")
