"""Screen « Carte »: one figure per zone, and the portrait of the zone chosen."""

import streamlit as st

from analytics.text import fr
from pages.app.reader import filters
from pages.app.screen import MEMBERS, Screen
from pages.app.screens.carte import felt_and_done, hot_spots, zone_map, zones_compared
from pages.app.session import Session
from pages.app.widgets import provenance


def draw(session: Session) -> None:
    """Draw the screen."""
    choice = filters.read(session, with_atlas=True)
    if choice is None:
        st.info(fr.EMPTY)
        return
    provenance.question(session, choice)
    zone_map.atlas_of(session, choice)
    zone_map.portrait(session, choice)
    felt_and_done.felt_and_done(session, choice)
    zones_compared.funnel(session, choice)
    hot_spots.table(session, choice)
    provenance.draw(session, choice, with_atlas=True)


SCREEN = Screen(title=fr.CARTE, intro=fr.CARTE_INTRO, order=2, scopes=MEMBERS, draw=draw, headline=zone_map.headline)
