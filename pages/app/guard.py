"""Who may see a screen. Every screen calls ``require`` before anything else."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from analytics.figures import Release
from analytics.text import fr
from data import commune
from data.errors import QuietudeError
from data.model import Scope
from data.warehouse import snapshot
from pages.app.registry import SCREENS, Screen
from pages.app.session import Session, Visit, observatory


def visit(slug: str) -> Visit:
    """Open a screen that needs no data, or stop with the reason.

    Accounts come later: until then whoever is in front of this machine, the only one that the server answers, is the
    coordination.
    """
    scope = Scope.COORDINATION
    screen = next(screen for screen in SCREENS if screen.slug == slug)
    if not may_open(scope, screen):
        st.error(fr.REFUSED)
        st.stop()
    with _explained():
        return Visit(screen, scope, commune.read(commune.home()))


def require(slug: str) -> Session:
    """Open a screen that shows data, or stop with the reason."""
    opened = visit(slug)
    home = opened.commune.home
    with _explained():
        source = observatory(home, snapshot.current_version(home))
    return Session(opened.screen, opened.scope, opened.commune, Release(source, opened.scope))


@contextmanager
def _explained() -> Iterator[None]:
    """Stop the screen with the reason of a refusal, and what to do first."""
    try:
        yield
    except QuietudeError as error:
        st.title(fr.APP)
        st.info(str(error))
        st.markdown(fr.INSTALL)
        st.stop()


def may_open(scope: Scope, screen: Screen) -> bool:
    """Whether a scope is at least the one that a screen wants."""
    scopes = tuple(Scope)
    return scopes.index(scope) >= scopes.index(screen.scope)
