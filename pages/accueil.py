"""Screen « Accueil »: what changed, in sentences, with the figures behind each."""

import streamlit as st

from analytics.text import fr
from pages.app.reader import filters
from pages.app.screen import MEMBERS, Screen
from pages.app.screens import accueil
from pages.app.screens.carte import zone_map
from pages.app.session import Session
from pages.app.widgets import provenance


def draw(session: Session) -> None:
    """Draw the screen."""
    choice = filters.read(session)
    if choice is None:
        st.info(fr.EMPTY)
        return
    accueil.last_meeting(session)
    accueil.key_figures(session, choice)
    accueil.to_watch(session, choice)
    provenance.question(session, choice)
    left, right = st.columns(2, gap="large")
    with left:
        accueil.changes_by_champ(session, choice)
    with right:
        zone_map.map_of_changes(session, choice)
        accueil.changes_by_zone(session, choice)
    provenance.draw(session, choice)


SCREEN = Screen(title=fr.ACCUEIL, intro=fr.ACCUEIL_INTRO, order=1, scopes=MEMBERS, draw=draw)
