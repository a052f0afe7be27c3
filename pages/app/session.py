"""What a screen works with: its reader's scope, the commune, its release and its journal."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar, TypeVarTuple

import streamlit as st

from analytics.figures import Observatory, Release, observe
from analytics.text.markdown import literal
from data import journal as journals
from data.commune import Commune
from data.errors import QuietudeError
from data.journal import Action, Journal
from data.model import Scope
from data.warehouse import snapshot

_Arguments = TypeVarTuple("_Arguments")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Session:
    """One reader of one commune.

    Attributes
    ----------
    screen : address of the screen that is read; empty before any is.
    """

    scope: Scope
    commune: Commune
    screen: str = ""

    @cached_property
    def release(self) -> Release:
        """The data of the commune, as its reader may see them; the same version until the screen is drawn.

        Raises
        ------
        QuietudeError : the commune has no data, or they are damaged.
        """
        home = self.commune.home
        return Release(observatory(home, snapshot.current_version(home)), self.scope)

    def ask(self, figure: Callable[[Release, *_Arguments], _Answer], *arguments: *_Arguments) -> _Answer:
        """Answer of a figure for the reader's scope, computed once while the version lasts."""
        return self.release.ask(figure, *arguments)

    @property
    def journal(self) -> Journal:
        """The journal of the commune; where it does not open, the screen stops with the reason."""
        try:
            return journal_of(self.commune.home)
        except QuietudeError as refusal:
            st.warning(literal(str(refusal)))
            st.stop()

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """The register of actions, read once; what is written draws the screen anew."""
        return tuple(self.journal.actions())


@st.cache_resource(max_entries=1, show_spinner=False, on_release=Observatory.forget)
def observatory(home: Path, version: str | None) -> Observatory:
    """The current snapshot of the commune installed in ``home``; a new version ends the former and its answers."""
    return observe(home)


@st.cache_resource(max_entries=2, show_spinner=False)
def journal_of(home: Path) -> Journal:
    """The journal of the commune installed in ``home``, opened once."""
    return journals.open_journal(home)
