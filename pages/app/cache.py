"""What a click needs is asked once: views are remembered per published version, scope and question. Bounded."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.views import Observatory, observe
from data.model import Selection

_HASH = {Selection: repr}


@st.cache_resource(max_entries=2, show_spinner=False)
def observatory(home: Path, version: str | None) -> Observatory:
    """The commune's current snapshot; a new version opens a new one."""
    return observe(home)


@st.cache_data(max_entries=512, show_spinner=False, hash_funcs=_HASH)
def _answer(view: str, home: Path, version: str, *arguments: Any, _call: Callable[..., Any]) -> Any:
    return _call(observatory(home, version), *arguments)


def ask(source: Observatory, view: Callable[..., Any], *arguments: Any) -> Any:
    """Answer of a view of ``analytics.views`` for these arguments; a scope is always among them where figures are."""
    name = f"{view.__module__}.{view.__qualname__}"
    return _answer(name, source.commune.home, source.version, *arguments, _call=view)
