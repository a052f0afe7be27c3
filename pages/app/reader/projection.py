"""Projection: one idea a page, in large type, turned by keys, which ``static/projection.js`` hears."""

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics.text import fr
from pages.app.reader import address
from pages.app.reader.address import IN_ADDRESS, following

_PART = "page"
"""Of the address: a screen and the number of its page, so that every other screen opens on its first."""
_ASKED = "projection-asked"
"""Of the session: the screen of the page that a key asks for."""


def is_on() -> bool:
    """Whether the reader projects."""
    return bool(st.session_state.get("projection"))


def switch() -> None:
    """The switch that turns projection on; drawn on every screen, so that the address carries it."""
    with following():
        st.toggle(fr.PROJECT, key="projection", bind=IN_ADDRESS, help=fr.PROJECT_HELP)


def page(screen: str, n_pages: int) -> int:
    """The page of a screen that the address asks for; its first, 1, where it asks for none that there is."""
    match address.codes(address.get(_PART)):
        case [named, number] if named == screen and number in map(str, range(1, n_pages + 1)):
            return int(number)
    return 1


def frame(screen: str, pages: Mapping[str, StreamlitPage], n_pages: Callable[[str], int], *, caption: str) -> None:
    """Draw the bar of a projected page, unless a key asks for a page of another screen: then go there.

    Parameters
    ----------
    pages : the screens by address, in the order of the menu.
    n_pages : gives how many pages one has.
    caption : whose page it is.
    """
    asked = st.session_state.pop(_ASKED, screen)
    if asked != screen:
        # None instead would ask Streamlit to clear what its fields keep in the address.
        st.switch_page(pages[asked], query_params={})
    slugs, last = [*pages], n_pages(screen)
    rank, number = slugs.index(screen), page(screen, last)
    before, after = slugs[rank - 1], slugs[(rank + 1) % len(slugs)]
    with st.bottom.container(horizontal=True, vertical_alignment="center", gap="small", key="projection-bar"):
        st.caption(caption)
        _button("previous", fr.PREVIOUS, *((screen, number - 1) if number > 1 else (before, n_pages(before))))
        st.caption(f"{number} / {last}", width="content")
        _button("next", fr.NEXT, *((screen, number + 1) if number < last else (after, 1)))
        st.button(fr.LEAVE, on_click=_leave, key="projection-leave")
        # For the keys alone.
        _button("first", fr.FIRST, screen, 1)
        _button("last", fr.LAST, screen, last)
        for digit, slug in enumerate(slugs, start=1):
            _button(f"screen-{digit}", pages[slug].title, slug, 1)


def turn_beside(screen: str, n_pages: int) -> int:
    """Draw what turns the pages of a screen in a window that is not the room's, by the same keys; gives the page."""
    st.session_state.pop(_ASKED, None)
    number = page(screen, n_pages)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _button("previous", fr.PREVIOUS, screen, number - 1, disabled=number == 1)
        st.caption(f"{number} / {n_pages}", width="content")
        _button("next", fr.NEXT, screen, number + 1, disabled=number == n_pages)
        _button("first", fr.FIRST, screen, 1)
        _button("last", fr.LAST, screen, n_pages)
    return number


def _button(name: str, label: str, screen: str, number: int, *, disabled: bool = False) -> None:
    st.button(label, on_click=_turn, args=(screen, number), disabled=disabled, key=f"projection-{name}")


def _turn(screen: str, number: int) -> None:
    st.session_state[_ASKED] = screen
    address.put(page=address.joined((screen, str(number))) if number > 1 else "")


def _leave() -> None:
    st.session_state["projection"] = False
    address.put(page="")
