"""Screen « Carte »: one figure per zone, and the portrait of the zone chosen."""

import streamlit as st

from analytics.text import fr
from pages.app import components, filters, guard, here, neighbourhoods, places

session = guard.require("carte")
components.header(session, fr.CARTE_INTRO)
choice = filters.choose(session, with_atlas=True)
if choice is None:
    st.info(fr.EMPTY)
    st.stop()

components.question(choice, session)
neighbourhoods.atlas_of(session, choice)
neighbourhoods.portrait(session, choice)
here.felt_and_done(session, choice)
places.funnel(session, choice)
places.hot_spots(session, choice)
components.provenance(session, choice, with_atlas=True)
