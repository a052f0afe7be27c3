"""The address carries what the reader asks for, from screen to screen.

It is one text, ``indicateur.signalements zones.03~07``: parts that menus and the atlas read and write. Behind it stands
one unseen field, the same on every screen, because Streamlit ties an address to fields only.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote, unquote, urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

IN_ADDRESS: Final = "query-params"
"""The ``bind`` of every widget drawn within ``following``."""
_FIELD, _AHEAD = "choix", "address-ahead"
_BETWEEN_PARTS, _AFTER_NAME, _BETWEEN_CODES = " ", ".", "~"
"""What an address writes as it is, or as a single sign."""


@contextlib.contextmanager
def following() -> Iterator[None]:
    """Draw widgets as the entry script's own.

    When the reader leaves a screen, Streamlit drops from the address what its script has tied to it, and keeps what
    the entry script has. A screen draws its own widgets, so that it stands alone; this makes them everybody's.
    """
    context = get_script_run_ctx()
    if context is None:
        yield
        return
    with context.run_with_active_hash(context.pages_manager.main_script_hash):
        yield


def carry() -> None:
    """Draw the field; before anything is read, and in the same place on every screen: moved, it would lose its text."""
    if coming := ahead():
        put(**coming)
        coming.clear()
    with following(), st.container(key="unseen"):
        st.text_input(_FIELD, key=_FIELD, bind=IN_ADDRESS)


def get(part: str) -> str:
    """The value of a part; empty where the address does not have it."""
    return parts(st.session_state[_FIELD]).get(part, "")


def put(**values: str) -> None:
    """Write the values of parts, and drop those that are now empty; before the field is drawn."""
    st.session_state[_FIELD] = text(parts(st.session_state[_FIELD]) | values)


def ahead() -> dict[str, str]:
    """Parts that ``carry`` will put at the next run: for what is written once the field is drawn."""
    coming: dict[str, str] = st.session_state.setdefault(_AHEAD, {})
    return coming


def whole() -> str:
    """All that the reader has chosen, as one text."""
    written: str = st.session_state[_FIELD]
    return written


def link(**values: str) -> str:
    """The address of the same screen with other values of parts."""
    return f"?{urlencode({_FIELD: text(parts(st.session_state[_FIELD]) | values)})}"


def page(slug: str) -> StreamlitPage:
    """A screen to lead to: Streamlit knows a page by its address alone."""
    return st.Page(lambda: None, url_path=slug)


def parts(text: str) -> dict[str, str]:
    """The parts of a text of the address, by name."""
    named = (part.partition(_AFTER_NAME) for part in text.split(_BETWEEN_PARTS))
    return {name: unquote(value) for name, _, value in named if value}


def text(parts: Mapping[str, str]) -> str:
    """The inverse of ``parts``, in the order of the names."""
    written = (f"{name}{_AFTER_NAME}{quote(value)}" for name, value in sorted(parts.items()) if value)
    return _BETWEEN_PARTS.join(written)


def codes(text: str) -> list[str]:
    """Codes, in their order, of a part that names several."""
    return text.split(_BETWEEN_CODES) if text else []


def joined(several: Iterable[str]) -> str:
    """The inverse of ``codes``."""
    return _BETWEEN_CODES.join(several)
