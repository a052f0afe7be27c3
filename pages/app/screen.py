"""What a screen says of itself: each file of ``pages/`` holds one ``SCREEN``."""

from collections.abc import Callable
from dataclasses import dataclass

from data.model import Scope
from pages.app.session import Session

EVERYBODY = frozenset(Scope)
MEMBERS = frozenset((Scope.ELU, Scope.COORDINATION, Scope.ADMINISTRATION))
"""Those who sit on the CLSPD."""
COORDINATORS = frozenset((Scope.COORDINATION, Scope.ADMINISTRATION))


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen; the name of its file is its address.

    Attributes
    ----------
    title : its name in the menu.
    intro : what it shows, in one sentence.
    order : its rank in the menu; the first screen is the one that the application opens on.
    scopes : those that may open it.
    draw : draws it, below its title.
    headline : the sentence that answers, in Markdown, in place of the title; None where there is none.
    needs_data : whether it has nothing to show before the first facts are loaded.
    """

    title: str
    intro: str
    order: int
    scopes: frozenset[Scope]
    draw: Callable[[Session], None]
    headline: Callable[[Session], str] | None = None
    needs_data: bool = True
