"""What a click needs is asked once: answers are remembered per published version and question. Bounded."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.figures import Observatory, observe

_REMEMBERED = 512


@st.cache_resource(max_entries=2, show_spinner=False)
def observatory(home: Path, version: str | None) -> Observatory:
    """The commune's current snapshot; a new version opens a new one, and ends what was remembered of the former."""
    ask.cache_clear()
    return observe(home)


@lru_cache(_REMEMBERED)
def ask(source: Observatory, view: Callable[..., Any], *arguments: Any) -> Any:
    """Answer of a view for these arguments; a scope is always among them where figures are.

    The answer is shared between sessions, never copied: nobody changes it.
    """
    return view(source, *arguments)
