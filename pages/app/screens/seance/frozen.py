"""A frozen block on the screen of its meeting."""

import streamlit as st

from analytics.blocks.frozen import opened
from analytics.text import documents
from analytics.text.markdown import literal
from data.journal import FrozenBlock
from pages.app.widgets import block


def draw(kept: FrozenBlock) -> None:
    """Draw a block as it was frozen; where it no longer reads, say so."""
    shown = opened(kept)
    if shown is None:
        st.warning(literal(documents.closed(kept)))
    else:
        block.show(shown)
