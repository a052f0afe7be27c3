"""Screen « Évolution »: months, running sums and zones side by side."""

import streamlit as st

from analytics.text import fr
from pages.app import guard
from pages.app.reader import filters
from pages.app.screens import evolution
from pages.app.widgets import components

session = guard.require("evolution")
components.header(session, fr.EVOLUTION_INTRO)
choice = filters.choose(session)
if choice is None:
    st.info(fr.EMPTY)
    evolution.benchmark(session)
    st.stop()

components.question(choice, session)
evolution.months(session, choice)
evolution.running_sums(session, choice)
evolution.side_by_side(session, choice)
components.provenance(session, choice)
evolution.benchmark(session)
