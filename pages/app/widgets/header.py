"""The head of every screen: the menu, its title, whose commune it shows, and whether that one is invented."""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics.text import formats, fr, how_to_read
from analytics.text.markdown import literal
from pages.app.reader import address, projection
from pages.app.screen import Screen
from pages.app.session import Session


def menu(pages: Sequence[StreamlitPage]) -> None:
    """Offer every screen by its name, on a phone too."""
    with st.container(horizontal=True, wrap=False, gap=None, key="menu"):
        for page in pages:
            st.page_link(page)


def draw(session: Session, screen: Screen) -> None:
    """Draw the head of a screen, and what every screen draws first: the address and the switch of projection."""
    commune = session.commune
    address.carry()
    projection.switch()
    name = literal(commune.name)
    with st.container(key="printed"):
        st.markdown(_printed(session, screen))
    st.title(screen.headline(session), anchor=False)
    if projection.is_on():
        return
    marks = [f"**{name}**"]
    marks += [f":violet-badge[:material/theater_comedy: {fr.FICTIVE}]"] if commune.fictive else []
    with st.container(key="marks"):
        st.markdown(
            " ".join([*marks, f":gray-badge[:material/lock_open: {fr.ACCESS}]"]),
            help=" ".join([*([fr.FICTIVE_HELP] if commune.fictive else []), fr.ACCESS_HELP]),
        )


def draw_how_to_read(screen: Screen) -> None:
    """Three sentences, one click away."""
    with st.popover(how_to_read.TITLE, type="tertiary", icon=":material/help_outline:", key="how-to-read"):
        st.markdown("\n\n".join(screen.how_to_read))


def caption(session: Session, screen: Screen) -> str:
    """What a projected page says of itself: its screen, whose it is, and whether that commune is invented."""
    parts = (screen.title, literal(session.commune.name), fr.FICTIVE if session.commune.fictive else "")
    return " · ".join(filter(None, parts))


def _printed(session: Session, screen: Screen) -> str:
    """What a printed page says of itself, which nobody sees on the screen."""
    parts = [caption(session, screen), fr.EDITED.format(day=formats.day(date.today()))]
    if screen.needs_data:
        parts.append(f"{fr.VERSION} {session.release.version}")
    return " · ".join([*parts, fr.LIMITED])
