"""The head of every screen: its title, whose commune it shows, and whether that one is invented."""

import streamlit as st

from analytics.text import fr
from analytics.text.markdown import literal
from pages.app.reader import address, projection
from pages.app.screen import Screen
from pages.app.session import Session


def draw(session: Session, screen: Screen) -> None:
    """Draw the head of a screen, and what every screen draws first: the address and the switch of projection."""
    commune = session.commune
    address.carry()
    projection.switch()
    st.title(f"{screen.title} – {literal(commune.name)}", anchor=False)
    marks = [f":violet-badge[:material/theater_comedy: {fr.FICTIVE}]"] if commune.fictive else []
    st.markdown(
        " ".join([*marks, f":gray-badge[:material/lock_open: {fr.ACCESS}]"]),
        help=" ".join([*([fr.FICTIVE_HELP] if commune.fictive else []), fr.ACCESS_HELP]),
    )
    st.caption(screen.intro)
