"""Screen « Accueil »: what changed, in sentences, with the figures behind each."""

import streamlit as st

from analytics.text import fr
from pages.app import components, filters, followups, guard, neighbourhoods, panels

session = guard.require("accueil")
components.header(session, fr.ACCUEIL_INTRO)
choice = filters.choose(session)
if choice is None:
    st.info(fr.EMPTY)
    st.stop()

followups.last_meeting(session)
panels.key_figures(session, choice)
components.question(choice, session)
left, right = st.columns(2, gap="large")
with left:
    panels.changes_by_champ(session, choice)
with right:
    neighbourhoods.map_of_changes(session, choice)
    panels.changes_by_zone(session, choice)
components.provenance(session, choice)
