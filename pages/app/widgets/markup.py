"""HTML that Python wrote and escaped, in the document itself: it prints, is read aloud, and tells what is pressed."""

from collections.abc import Callable

import streamlit as st

# Two lines: Streamlit takes a single one, with its slashes, for the name of a file.
_SCRIPT = """
const markup = import(new URL("/app/static/markup.js", location.origin))
export default async (component) => (await markup).default(component)
"""
_markup = st.components.v2.component("markup", js=_SCRIPT, isolate_styles=False)


def draw(html: str, *, key: str, height: int = 0, on_press: Callable[[str], None] | None = None) -> None:
    """Draw HTML under a key that is the same from run to run.

    Parameters
    ----------
    height : px that it is expected to take on a wide screen, kept until its script has come so that nothing jumps.
    on_press : called with the ``data-key`` of what is pressed, before the next run.
    """
    _markup(
        key=key,
        data=html,
        height=height or "content",
        on_pressed_change=lambda: on_press and on_press(st.session_state[key]["pressed"]),
    )
