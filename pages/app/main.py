"""The application: its pages, in the order of the registry, and what surrounds each."""

from pathlib import Path

import streamlit as st

from analytics.text import fr
from pages.app.registry import SCREENS

_PAGES = Path(__file__).parents[1]

st.set_page_config(page_title=fr.APP, page_icon=_PAGES / "app" / "static" / "quietude.svg", layout="wide")
screens = [
    st.Page(_PAGES / f"{screen.slug}.py", title=screen.title, default=screen is SCREENS[0]) for screen in SCREENS
]
st.navigation(screens, position="top").run()
