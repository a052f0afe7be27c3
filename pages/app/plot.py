"""Plotly figures drawn in place: the reader's view of a map survives a change of filter, and a click names its zone."""

from collections.abc import Callable

import streamlit as st

from analytics.charts import CONFIG, Figure

# Two lines: Streamlit takes a single one, with its slashes, for the name of a file.
_SCRIPT = """
const plot = import(new URL("/app/static/plot.js", location.origin))
export default async (component) => (await plot).default(component)
"""
_plot = st.components.v2.component("plot", js=_SCRIPT, isolate_styles=False)


def draw(
    figure: Figure,
    *,
    key: str,
    alt: str,
    on_zone: Callable[[str], None] | None = None,
) -> None:
    """Draw a figure under a key that is the same from run to run.

    Parameters
    ----------
    alt : what the figure says, for those who do not see it.
    on_zone : called with the code of each zone clicked, before the next run.
    """
    _plot(
        key=key,
        data={"figure": figure.to_json(), "config": CONFIG, "alt": alt},
        height=figure.layout.height,
        on_zone_change=lambda: on_zone and on_zone(st.session_state[key]["zone"]),
    )
