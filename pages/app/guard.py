"""Who may see a screen. Every screen calls ``require`` before anything else."""

from dataclasses import dataclass

import streamlit as st

from analytics.text import fr
from analytics.views import Observatory
from data import commune
from data.errors import QuietudeError
from data.model import Scope
from data.warehouse import snapshot
from pages.app import cache
from pages.app.registry import SCREENS, Screen


@dataclass(frozen=True)
class Session:
    """One reader of one screen of one commune."""

    screen: Screen
    scope: Scope
    source: Observatory


def require(slug: str) -> Session:
    """Open a screen, or stop with the reason.

    Accounts come later: until then whoever is in front of this machine, the only one that the server answers, is the
    coordination.
    """
    scope = Scope.COORDINATION
    screen = next(screen for screen in SCREENS if screen.slug == slug)
    if not may_open(scope, screen):
        st.error(fr.REFUSED)
        st.stop()
    home = commune.home()
    try:
        return Session(screen, scope, cache.observatory(home, snapshot.current_version(home)))
    except QuietudeError as error:
        st.title(fr.APP)
        st.info(str(error))
        st.markdown(fr.INSTALL)
        st.stop()


def may_open(scope: Scope, screen: Screen) -> bool:
    """Whether a scope is at least the one that a screen wants."""
    scopes = tuple(Scope)
    return scopes.index(scope) >= scopes.index(screen.scope)
