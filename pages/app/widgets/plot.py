"""Plotly figures drawn in place: Streamlit's own chart is made anew at each change."""

from dataclasses import dataclass

import streamlit as st

from analytics.charts.figure import CONFIG, Figure

# Two lines: Streamlit takes a single one, with its slashes, for the name of a file.
_SCRIPT = """
const plot = import(new URL("/app/static/plot.js", location.origin))
export default async (component) => (await plot).default(component)
"""
_plot = st.components.v2.component("plot", js=_SCRIPT, isolate_styles=False)


@dataclass(frozen=True)
class Plot:
    """A figure as JSON, and its height in px."""

    json: str
    height: int


def written(figure: Figure) -> Plot:
    """A figure as the browser reads it."""
    return Plot(figure.to_json(), figure.layout.height)


def draw(figure: Plot, *, key: str, alt: str) -> None:
    """Draw a figure under a key that is the same from run to run.

    Parameters
    ----------
    alt : what the figure says, for those who do not see it.
    """
    _plot(key=key, data={"figure": figure.json, "config": CONFIG, "alt": alt}, height=figure.height)
