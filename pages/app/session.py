"""What a screen works with: its reader's scope, the commune, its release and its journal."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.figures import Observatory, Release, observe
from data import journal as journals
from data.commune import Commune
from data.errors import QuietudeError
from data.journal import Action, Journal
from data.model import Scope
from pages.app.registry import Screen


@dataclass(frozen=True)
class Visit:
    """One reader of one screen of one commune, which may have no data yet."""

    screen: Screen
    scope: Scope
    commune: Commune


@dataclass(frozen=True)
class Session(Visit):
    """One reader of one screen, and the data of the commune."""

    release: Release

    def ask(self, figure: Callable[..., Any], *arguments: Any) -> Any:
        """Answer of a figure for the reader's scope, computed once while the version lasts."""
        return self.release.ask(figure, *arguments)

    @property
    def journal(self) -> Journal:
        """The journal of the commune; where it does not open, the screen stops with the reason."""
        try:
            return _journal(self.commune.home)
        except QuietudeError as refusal:
            st.warning(str(refusal))
            st.stop()

    @property
    def actions(self) -> tuple[Action, ...]:
        """The register of actions."""
        return tuple(self.journal.actions())


@st.cache_resource(max_entries=1, show_spinner=False, on_release=Observatory.forget)
def observatory(home: Path, version: str | None) -> Observatory:
    """The current snapshot of the commune installed in ``home``; a new version ends the former and its answers."""
    return observe(home)


@st.cache_resource(max_entries=2, show_spinner=False)
def _journal(home: Path) -> Journal:
    return journals.open_journal(home)
