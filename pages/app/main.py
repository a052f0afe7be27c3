"""The application: its menu, and the screen that its reader asks for."""

from pathlib import Path

import streamlit as st

from analytics.text import fr
from pages.app import registry
from pages.app.widgets import header

st.set_page_config(page_title=fr.APP, page_icon=Path(__file__).parent / "static" / "quietude.svg", layout="wide")
pages = registry.menu()
asked = st.navigation(pages, position="hidden")
header.menu(pages)
asked.run()
