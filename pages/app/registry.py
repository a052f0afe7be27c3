"""The screens: every file of ``pages/`` is one, and none is drawn before the guard has let its reader in."""

from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from analytics.text import fr
from pages.app import guard
from pages.app.reader import projection
from pages.app.screen import Part, Screen
from pages.app.session import Session
from pages.app.widgets import form, header

_FOLDER = Path(__file__).parents[1]


def _read(slug: str) -> Screen:
    screen: Screen = import_module(f"pages.{slug}").SCREEN
    return screen


SCREENS = dict(
    sorted(((path.stem, _read(path.stem)) for path in _FOLDER.glob("*.py")), key=lambda named: named[1].order)
)
"""By address, in the order of the menu."""


def menu() -> list[StreamlitPage]:
    """The pages that the menu offers."""
    return [_page(slug) for slug in SCREENS]


def _page(slug: str) -> StreamlitPage:
    is_first = slug == next(iter(SCREENS))
    return st.Page(partial(_show, slug), title=SCREENS[slug].title, url_path=slug, default=is_first)


def _show(slug: str) -> None:
    screen = SCREENS[slug]
    session = replace(guard.require(screen), screen=slug)
    header.draw(session, screen)
    form.write_entries()
    if projection.is_on():
        pages = {other: _page(other) for other in SCREENS}
        projection.frame(slug, pages, partial(_n_pages, session), caption=header.caption(session, screen))
        _draw(session, screen, projection.page(slug, _n_pages(session, slug)))
    else:
        _draw(session, screen)
    form.forget_answers()


def _pages(session: Session, screen: Screen) -> tuple[Part, ...]:
    """What each projected page of a screen shows."""
    return screen.pages(session) if screen.pages else tuple(part for row in screen.rows for part in row)


def _n_pages(session: Session, slug: str) -> int:
    """How many pages a screen has when it is projected: one at least, which says that there is nothing."""
    return max(1, len(_pages(session, SCREENS[slug])))


def _draw(session: Session, screen: Screen, page: int | None = None) -> None:
    """Draw the menus of a screen, then its parts, or the one of a projected page."""
    asked = screen.read(session) if screen.read else None
    late: list[tuple[DeltaGenerator, Part]] = []
    if asked is not None or screen.read is None:
        if page is None:
            late = _draw_rows(session, screen, asked)
            for part in screen.below:
                part(session, asked)
        else:
            _draw_page(session, _pages(session, screen)[page - 1], asked, page)
    with st.container(horizontal=True, vertical_alignment="center", key="foot"):
        if page is None:
            header.draw_how_to_read(screen)
        if screen.foot and asked is not None:
            screen.foot(session, asked)
    for cell, part in late:
        with cell:
            part(session, asked)


def _draw_page(session: Session, part: Part, asked: Any, page: int) -> None:
    with st.container(key=f"page-{page}"):
        part(session, asked)
    # Shown where the part drew nothing; whether it did, the browser alone knows.
    with st.container(key="nothing-on-page"):
        st.markdown(fr.NOTHING_ON_PAGE)


def _draw_rows(session: Session, screen: Screen, asked: Any) -> list[tuple[DeltaGenerator, Part]]:
    """Draw the parts of a screen, and give the slow ones with their places: the rest is read before they are drawn."""
    late = []
    for row in screen.rows:
        cells = st.columns(len(row), gap="large") if len(row) > 1 else [st.container()]
        for cell, part in zip(cells, row, strict=True):
            if part in screen.slow:
                late.append((cell, part))
                continue
            with cell:
                part(session, asked)
    return late
