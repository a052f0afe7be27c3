"""Widgets tied to the address, that follow the reader from screen to screen."""

import contextlib
from collections.abc import Iterator

from streamlit.runtime.scriptrunner import get_script_run_ctx

IN_ADDRESS = "query-params"
"""The ``bind`` of every widget drawn within ``following``."""


@contextlib.contextmanager
def following() -> Iterator[None]:
    """Draw widgets as the entry script's own.

    When the reader leaves a screen, Streamlit drops from the address what its script has tied to it, and keeps what
    the entry script has. A screen draws its filters itself, so that it stands alone; this makes them everybody's.
    """
    context = get_script_run_ctx()
    if context is None:
        yield
        return
    with context.run_with_active_hash(context.pages_manager.main_script_hash):
        yield
