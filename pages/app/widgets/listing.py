"""A table whose rows have buttons, which Streamlit's own tables have not."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import streamlit as st

Button: TypeAlias = tuple[str, str, str]
"""What it asks for, its label, and its name for those who do not see its row."""

# Two lines: Streamlit takes a single one, with its slashes, for the name of a file.
_SCRIPT = """
const listing = import(new URL("/app/static/listing.js", location.origin))
export default async (component) => (await listing).default(component)
"""
_listing = st.components.v2.component("listing", js=_SCRIPT, isolate_styles=False)


def draw(
    headers: Sequence[str],
    rows: Sequence[tuple[int, Sequence[str | Button]]],
    *,
    key: str,
    label: str,
    on_press: Callable[[int, str], None],
) -> None:
    """Draw a table under a key that is the same from run to run.

    Parameters
    ----------
    rows : number of each row, and its cells, as text.
    label : what the table is, for those who do not see it.
    on_press : called with the number of a row and what its button asks for, before the next run.
    """
    _listing(
        key=key,
        data={"headers": headers, "rows": rows, "label": label},
        on_pressed_change=lambda: on_press(*st.session_state[key]["pressed"]),
    )
