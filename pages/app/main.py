"""The application: its pages, in the order of the registry, and what surrounds each."""

from pathlib import Path

import streamlit as st

from analytics.text import fr
from pages.app.registry import SCREENS

_PAGES = Path(__file__).parents[1]
_STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 4rem 2.5rem 2rem; }
[data-testid="stMainMenu"], .st-key-unseen, [class*="st-key-held-"] { display: none; }
[data-testid="stCaptionContainer"] { opacity: 1; color: #4a5560; }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding: 4rem 1rem 2rem; } }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"] { display: none; }
  [data-testid="stExpander"], [data-testid="stPopover"] { display: none; }
  [data-testid="stMainBlockContainer"] { padding: 0; }
}
</style>
"""

st.set_page_config(page_title=fr.APP, page_icon=_PAGES / "app" / "static" / "quietude.svg", layout="wide")
st.html(_STYLE)
screens = [
    st.Page(_PAGES / f"{screen.slug}.py", title=screen.title, icon=screen.icon, default=screen is SCREENS[0])
    for screen in SCREENS
]
st.navigation(screens, position="top").run()
