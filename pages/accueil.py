"""Screen « Accueil »: what changed, in sentences, with the figures behind each."""

import streamlit as st

from analytics.text import fr
from pages.app.reader import filters
from pages.app.screen import MEMBERS, Screen
from pages.app.screens import accueil
from pages.app.session import Session
from pages.app.widgets import provenance


def draw(session: Session) -> None:
    """Draw the screen."""
    choice = filters.read(session)
    if choice is None:
        st.info(fr.EMPTY)
        return
    provenance.question(session, choice)
    accueil.key_figures(session, choice)
    where, what = st.columns((3, 2), gap="large")
    with where:
        accueil.changes_by_zone(session, choice)
    with what:
        accueil.decisions(session)
        accueil.to_watch(session, choice)
    since, champs = st.columns(2, gap="large")
    with since:
        accueil.last_meeting(session)
    with champs:
        accueil.changes_by_champ(session, choice)
    provenance.draw(session, choice)


SCREEN = Screen(title=fr.ACCUEIL, intro=fr.ACCUEIL_INTRO, order=1, scopes=MEMBERS, draw=draw, headline=accueil.headline)
