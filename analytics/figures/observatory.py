"""One commune at one published version, and the answers already computed from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar

from cachetools import LRUCache, cachedmethod

from data import commune, reference
from data.commune import Commune
from data.reference import Nomenclature
from data.warehouse import snapshot

_REMEMBERED = 512
"""Answers kept: a published snapshot never changes."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, eq=False)
class Observatory:
    """One commune at one published version: what every figure is computed from.

    Attributes
    ----------
    memory : the only memory of answers, bounded; it ends with the version (``forget``).
    """

    commune: Commune
    nomenclature: Nomenclature
    version: str
    connection: snapshot.Connection = field(repr=False)
    memory: LRUCache[object, object] = field(default_factory=lambda: LRUCache(_REMEMBERED), init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @cachedmethod(lambda self: self.memory, lock=lambda self: self._lock)
    def recall(self, function: Callable[..., _Answer], *arguments: object) -> _Answer:
        """Answer of a function for these arguments, computed once.

        The answer is shared between sessions, never copied: nobody changes it.
        """
        return function(*arguments)

    def forget(self) -> None:
        """Drop every answer: a version that was replaced, or purged, is read no more."""
        with self._lock:
            self.memory.clear()


def observe(home: Path) -> Observatory:
    """Open the current snapshot of the commune installed in ``home``.

    Raises
    ------
    NoCommuneError, NoDataError
    """
    settings = commune.read(home)
    connection = snapshot.open_current(home, name=settings.name)
    return Observatory(settings, reference.read(home), snapshot.version_of(connection), connection)
