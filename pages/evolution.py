"""Screen « Évolution »: months, running sums and zones side by side."""

import streamlit as st

from analytics.text import fr
from pages.app.reader import filters
from pages.app.screen import MEMBERS, Screen
from pages.app.screens import evolution, similar_zones
from pages.app.session import Session
from pages.app.widgets import provenance


def draw(session: Session) -> None:
    """Draw the screen."""
    choice = filters.read(session)
    if choice is None:
        st.info(fr.EMPTY)
    else:
        provenance.question(session, choice)
        evolution.months(session, choice)
        evolution.running_sums(session, choice)
        evolution.side_by_side(session, choice)
        similar_zones.drawn(session, choice)
        provenance.draw(session, choice)
    evolution.benchmark(session)


SCREEN = Screen(
    title=fr.EVOLUTION, intro=fr.EVOLUTION_INTRO, order=3, scopes=MEMBERS, draw=draw, headline=evolution.headline
)
