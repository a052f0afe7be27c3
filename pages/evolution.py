"""Screen « Évolution »: months, running sums and zones side by side."""

import streamlit as st

from analytics.text import fr
from pages.app import components, filters, guard, histories

session = guard.require("evolution")
components.header(session, fr.EVOLUTION_INTRO)
choice = filters.choose(session)
if choice is None:
    st.info(fr.EMPTY)
    histories.benchmark(session)
    st.stop()

components.question(choice, session)
histories.months(session, choice)
histories.running_sums(session, choice)
histories.side_by_side(session, choice)
components.provenance(session, choice)
histories.benchmark(session)
