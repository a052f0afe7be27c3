"""The web application, for ``streamlit run dashboard.py``: the screens of ``pages/`` behind our routes and headers."""

import streamlit as st

from pages.app import server

app = st.App(
    "pages/app/main.py",
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    lifespan=server.warm_up,
    on_script_error=server.explain,
)
