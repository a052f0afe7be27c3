"""Screen « Actions »: the register of the CLSPD, the verdict on each action, the decisions about it."""

import streamlit as st

from analytics.text import actions as texts
from pages.app.screen import MEMBERS, Screen
from pages.app.screens.actions import register, sheet
from pages.app.session import Session


def draw(session: Session) -> None:
    """Draw the screen."""
    journal = session.journal
    everything = session.actions
    verdicts = register.verdicts(session, everything)
    shown = register.filtered(session, everything, verdicts)
    if not everything:
        st.info(texts.NO_ACTION)
    elif not shown:
        st.info(texts.NONE_LEFT)
    else:
        register.entries(session, shown, verdicts)
        register.timeline(shown, verdicts)
        sheet.sheet(session, journal, shown, verdicts)
    register.objectives(session, journal)
    register.mediation(session)
    register.forms(session, journal)


SCREEN = Screen(title=texts.TITLE, intro=texts.INTRO, order=5, scopes=MEMBERS, draw=draw)
