"""A chip where it stands alone: its ground, full for what is clear, is in ``quietude.css``."""

from html import escape

import streamlit as st

from analytics.text import chips


def draw(code: str) -> None:
    """Draw the chip of a code of ``analytics.text.chips``; empty for an action that is not judged."""
    st.html(markup(code or chips.UNJUDGED), width="content")


def markup(code: str) -> str:
    """A chip as HTML: its word is text, its sign is drawn by the stylesheet from the icons that Streamlit serves."""
    _, icon = chips.BADGES[code]
    return f'<span class="chip {escape(code)}" data-sign="{escape(icon)}">{escape(chips.word(code))}</span>'
