"""The application: its menu, and the screen that its reader asks for."""

from pathlib import Path

import streamlit as st

from analytics.text import fr
from pages.app import registry

st.set_page_config(page_title=fr.APP, page_icon=Path(__file__).parent / "static" / "quietude.svg", layout="wide")
st.navigation(registry.menu(), position="top").run()
