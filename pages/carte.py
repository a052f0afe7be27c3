"""Screen « Carte »: one figure per zone, and the portrait of the zone chosen."""

import streamlit as st

from analytics.text import fr
from pages.app import components, filters, guard, panels

session = guard.require("carte")
components.header(session, fr.CARTE_INTRO)
choice = filters.choose(session)
if choice is None:
    st.info(fr.EMPTY)
    st.stop()

components.question(choice, session)
left, right = st.columns([3, 2], gap="large")
with left:
    panels.map_of_zones(session, choice)
with right:
    panels.portrait(session, choice)
components.provenance(session, choice)
