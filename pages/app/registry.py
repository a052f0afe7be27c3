"""The screens: every file of ``pages/`` is one, and none is drawn before the guard has let its reader in."""

from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.app import guard
from pages.app.reader import projection
from pages.app.screen import Screen
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
    session = guard.require(screen)
    header.draw(session, screen)
    form.write_entries()
    slugs = [*SCREENS]
    rank = slugs.index(slug)
    projection.frame(previous=_page(slugs[rank - 1]), following=_page(slugs[(rank + 1) % len(slugs)]))
    screen.draw(session)
    form.forget_answers()
