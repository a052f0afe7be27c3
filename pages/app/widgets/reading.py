"""A foreign file that is read while its reader waits: in another process, stopped with the page."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import streamlit as st

from data.intake import child

_Answer = TypeVar("_Answer")
_STEP = 0.2
"""Seconds between two signs that the reading goes on."""


def awaited(file: Path, label: str, work: Callable[..., _Answer], *arguments: object, **options: object) -> _Answer:
    """Read a file in a process of its own, and show that it is being read; leaving the page ends it.

    Parameters
    ----------
    work : function of a module, given ``arguments`` and ``options``.

    Raises
    ------
    QuietudeError : what it refuses, or that it was stopped.
    """
    shown = st.empty()
    share = 0.0

    def show() -> None:
        nonlocal share
        # Nearer and nearer to the end, which nobody knows.
        share += (1 - share) * 0.05
        # Streamlit ends the run in this call when the reader leaves the page.
        shown.progress(share, text=label)

    show()
    with child.turn(show):
        reading = child.Child(file.name, file.stat().st_size, work, *arguments, changes=None, **options)
        try:
            while not reading.is_done(_STEP):
                show()
            return reading.answer()
        finally:
            reading.stop()
            shown.empty()
