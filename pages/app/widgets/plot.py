"""Plotly figures drawn in place: Streamlit's own chart is made anew at each change."""

import streamlit as st

from analytics.charts.figure import CONFIG, Figure

# Two lines: Streamlit takes a single one, with its slashes, for the name of a file.
_SCRIPT = """
const plot = import(new URL("/app/static/plot.js", location.origin))
export default async (component) => (await plot).default(component)
"""
_plot = st.components.v2.component("plot", js=_SCRIPT, isolate_styles=False)


def draw(figure: Figure, *, key: str, alt: str) -> None:
    """Draw a figure under a key that is the same from run to run.

    Parameters
    ----------
    alt : what the figure says, for those who do not see it.
    """
    _plot(key=key, data={"figure": figure.to_json(), "config": CONFIG, "alt": alt}, height=figure.layout.height)
