"""Screen « Actions »: the register of the CLSPD, what is found of each action, what is decided of it."""

import streamlit as st

from analytics.text import actions as texts
from pages.app import guard
from pages.app.screens.actions import register, sheet
from pages.app.widgets import components

session = guard.require("actions")
components.header(session, texts.INTRO)
journal = session.journal
everything = session.actions
verdicts = register.verdicts(session, everything)
shown = register.choose(session, everything, verdicts)

if not everything:
    st.info(texts.NO_ACTION)
elif not shown:
    st.info(texts.NONE_LEFT)
else:
    register.register(session, shown, verdicts)
    register.timeline(shown, verdicts)
    sheet.sheet(session, journal, shown, verdicts)
register.objectives(session, journal)
register.mediation(session)
register.write(session, journal)
