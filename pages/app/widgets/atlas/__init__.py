"""The atlas on a screen: sends protected counts and a question to the browser, learns what the reader chose there."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.charts.atlas import SCRIPTS

_FOLDERS = (SCRIPTS, Path(__file__).parent)
FILES = {path.name: path for folder in _FOLDERS for path in sorted(folder.glob("*.[jc]s*"))}
"""What browsers may ask for, by name."""
VERSION = hashlib.sha256(b"".join(path.read_bytes() for path in FILES.values())).hexdigest()[:12]
"""Names the scripts by their content, so that browsers keep them for ever."""

# Two lines: Streamlit takes a single one, with its slashes, for the name of a file.
_SCRIPT = """
const atlas = import(new URL("/atlas/{version}/atlas.js", location.origin))
export default async (component) => (await atlas).{entry}(component)
"""
_held = st.components.v2.component("held", js=_SCRIPT.format(version=VERSION, entry="hold"), isolate_styles=False)
_atlas = st.components.v2.component("atlas", js=_SCRIPT.format(version=VERSION, entry="default"), isolate_styles=False)


def draw(
    cube: bytes,
    question: dict[str, Any],
    choice: dict[str, Any],
    *,
    key: str,
    on_change: Callable[[dict[str, Any]], None],
) -> None:
    """Draw the atlas under a key that is the same from run to run.

    Parameters
    ----------
    cube : from ``analytics.charts.atlas.cube_bytes``.
    question : from ``analytics.charts.atlas.question``, with its ``name`` and that of its ``cube``. Both travel apart
        from the choice, so that they are sent once.
    choice : the state to begin from, and what changes with it.
    on_change : called with the state that the reader left, before the next run.
    """
    sent = st.session_state.get(key, {}).get("state") or {}
    with st.container(key=f"held-{key}"):
        _held(key=f"{key}-cube", data=cube)
        _held(key=f"{key}-question", data=question)
    _atlas(
        key=key,
        data=choice | {"question": question["name"], "sent": sent.get("sent", 0)},
        on_state_change=lambda: on_change(st.session_state[key]["state"]),
    )
