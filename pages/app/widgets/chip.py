"""A chip where it stands alone: its ground, full for what is clear, is in ``quietude.css``."""

from html import escape

import streamlit as st

from analytics.text import chips


def draw(code: str) -> None:
    """Draw the chip of a code of ``analytics.text.chips``; empty for an action that is not judged."""
    st.html(markup(code or chips.UNJUDGED), width="content")


def markup(code: str, *, is_sign: bool = False) -> str:
    """A chip as HTML: its word is text, its sign is drawn by the stylesheet from the icons that Streamlit serves.

    Parameters
    ----------
    is_sign : whether the sign alone is seen, where there is no room for the word, which is then a tooltip.
    """
    _, icon = chips.BADGES[code]
    word = escape(chips.word(code))
    start = f'<span data-sign="{escape(icon)}" class="chip {escape(code)}'
    if is_sign:
        return f'{start} sign" role="img" aria-label="{word}" title="{word}"></span>'
    return f'{start}">{word}</span>'
