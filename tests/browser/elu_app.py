"""The application as an élu·e meets it, until accounts exist: the same, but for the scope that the guard answers."""

import dataclasses
from pathlib import Path

import streamlit as st

from data.model import Scope
from pages.app import guard, server

_as_coordination = guard.require
guard.require = lambda screen: dataclasses.replace(_as_coordination(screen), scope=Scope.ELU)

app = st.App(
    Path(__file__).parents[2] / "pages" / "app" / "main.py",
    routes=server.ROUTES,
    middleware=server.MIDDLEWARE,
    lifespan=server.warm_up,
    on_script_error=server.explain,
)
