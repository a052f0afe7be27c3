"""Screen « Actions »: the register of the CLSPD, what is found of each action, what is decided of it."""

import streamlit as st

from analytics.text import actions as texts
from pages.app import action, components, guard, registered

session = guard.require("actions")
components.header(session, texts.INTRO)
journal = registered.journal(session)
everything = journal.actions()
verdicts = registered.verdicts(session, everything)
shown = registered.choose(session, everything, verdicts)

if not everything:
    st.info(texts.NO_ACTION)
elif not shown:
    st.info(texts.NONE_LEFT)
else:
    registered.register(session, shown, verdicts)
    registered.timeline(shown, verdicts)
    action.sheet(session, journal, shown, verdicts)
registered.objectives(session, journal)
registered.mediation(session)
registered.write(session, journal)
