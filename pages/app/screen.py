"""What a screen says of itself: each file of ``pages/`` holds one ``SCREEN``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.model import Scope
from pages.app.session import Session

EVERYBODY = frozenset(Scope)
MEMBERS = frozenset((Scope.ELU, Scope.COORDINATION, Scope.ADMINISTRATION))
"""Those who sit on the CLSPD."""
COORDINATORS = frozenset((Scope.COORDINATION, Scope.ADMINISTRATION))

Part = Callable[[Session, Any], None]
"""Draws one idea of a screen, from what the reader asks for."""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen; the name of its file is its address.

    Attributes
    ----------
    title : its name in the menu.
    how_to_read : what it answers, how its pictures are read, what it does not say: a sentence each.
    order : its rank in the menu; the first screen is the one that the application opens on.
    scopes : those that may open it.
    rows : its parts, from top to bottom; those of a row stand side by side, each is alone on a projected page.
    pages : gives the parts of its projected pages where these depend on what the reader asks for.
    slow : those of the parts that take long the first time; they are drawn last, in their places.
    read : draws the menus and returns what the reader asks for; None where there is nothing to show.
    below : what is opened or written on demand, under the parts; never projected.
    foot : what stands under all the rest, and under each projected page.
    headline : the sentence that answers, in Markdown, in 20 words at most.
    needs_data : whether it has nothing to show before the first facts are loaded.
    """

    title: str
    how_to_read: tuple[str, str, str]
    order: int
    scopes: frozenset[Scope]
    headline: Callable[[Session], str]
    rows: tuple[tuple[Part, ...], ...]
    pages: Callable[[Session], tuple[Part, ...]] | None = None
    slow: tuple[Part, ...] = ()
    read: Callable[[Session], Any] | None = None
    below: tuple[Part, ...] = ()
    foot: Part | None = None
    needs_data: bool = True
