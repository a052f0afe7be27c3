"""Who may see a screen: the registry asks before anything of it is drawn."""

import streamlit as st

from analytics.text import fr, headlines
from analytics.text.markdown import literal
from data import commune
from data.errors import NoCommuneError, NoDataError, QuietudeError
from data.model import Scope
from pages.app.screen import Screen
from pages.app.session import Session
from pages.app.widgets import beginning

SCOPE = Scope.COORDINATION
"""Accounts come later: until then whoever is in front of this machine, the only one that the server answers, is the
coordination."""


def require(screen: Screen) -> Session:
    """Open a screen, or stop with the reason."""
    if not may_open(SCOPE, screen):
        st.error(fr.REFUSED)
        st.stop()
    try:
        session = Session(SCOPE, commune.read(commune.home()))
        if screen.needs_data:
            _ = session.release  # What is refused is refused before anything is drawn.
    except NoDataError:
        st.title(headlines.NO_FACTS, anchor=False)
        beginning.draw(session)
        st.stop()
    except NoCommuneError as refusal:
        st.title(fr.APP)
        st.info(literal(str(refusal)))
        st.markdown(fr.INSTALL)
        st.stop()
    except QuietudeError as refusal:
        st.title(fr.APP)
        st.error(literal(str(refusal)))
        st.stop()
    return session


def may_see(scope: Scope, made_for: Scope) -> bool:
    """Whether what was made for a scope may be shown to another: to the same one, to the coordination, to everybody."""
    return made_for in (scope, Scope.PUBLIC) or scope in (Scope.COORDINATION, Scope.ADMINISTRATION)


def may_open(scope: Scope, screen: Screen) -> bool:
    """Whether a screen is open to a scope."""
    return scope in screen.scopes
