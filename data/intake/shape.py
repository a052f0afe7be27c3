"""Shapes of tables: what a row is, and what loads it. One shape is one module of ``shapes``, which names it."""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from data.intake.outcome import Outcome
    from data.intake.profiles import SourceProfile
    from data.intake.readers.tabular import Table
    from data.warehouse.publish import Draft


class Reader(Protocol):
    """Reader of the rows of one shape, for loaders that several shapes share."""

    def __call__(
        self, draft: "Draft", table: "Table", profile: "SourceProfile", columns: Mapping[str, str], *, file: str
    ) -> "DuckDBPyRelation":
        """Read the rows as text, one column per role."""


class Loader(Protocol):
    """Loader of the rows of one shape."""

    def __call__(
        self,
        draft: "Draft",
        table: "Table",
        profile: "SourceProfile",
        columns: Mapping[str, str],
        delivery: int,
        *,
        file: str,
    ) -> "Outcome":
        """Load the rows of a file into a draft.

        Parameters
        ----------
        columns : header of each role that a column of the file plays.
        delivery : number that the file gets.
        file : its name.

        Raises
        ------
        QuietudeError : no row of the file can be loaded; the draft is then discarded.
        UndecidedError : only a person can say how it is read; nothing is written in the draft yet.
        """


def late(module: str) -> Loader:
    """The ``load`` of a module that needs pandas, which takes longer to import than most files to load."""

    def load(*arguments: Any, **options: Any) -> "Outcome":
        outcome: Outcome = import_module(module).load(*arguments, **options)
        return outcome

    return load


def _accept(profile: "SourceProfile") -> None:
    """Accept a profile that needs nothing more than known roles."""


def _always(profile: "SourceProfile", headers: Sequence[str]) -> bool:
    """Whatever else the headers are."""
    return True


def _nothing_more(profile: "SourceProfile") -> str:
    return ""


@dataclass(frozen=True)
class Shape:
    """What the files of one shape have in common, whatever their source.

    Attributes
    ----------
    content : ``facts``, ``counts`` (a row counts several facts), ``survey``, ``population``, ``benchmark``,
        ``zone_links``…
    roles : roles that a column may play.
    load : loader of the rows.
    check : raises MappingError for a profile of this shape that cannot be loaded.
    optional : gives the usual headers of some roles, which a profile need not name.
    read_as : what else of its profile changes how a file is loaded: read in another way, it is another file.
    fits : whether a file that has the columns of a profile, and these headers in all, may be of this shape.
    profiles : gives the sources that need no TOML of their own.
    own_first : whether a profile that the commune wrote comes before all others of this shape that recognise a file.
    rank : order among files loaded together; what is compared by population comes last.
    """

    content: str
    roles: tuple[str, ...]
    load: Loader
    check: Callable[["SourceProfile"], None] = _accept
    optional: Callable[[], Mapping[str, tuple[str, ...]]] = dict
    read_as: Callable[["SourceProfile"], str] = _nothing_more
    fits: Callable[["SourceProfile", Sequence[str]], bool] = _always
    profiles: Callable[[], tuple["SourceProfile", ...]] = tuple
    own_first: bool = False
    rank: int = 1

    @property
    def holds_facts(self) -> bool:
        """Whether rows are facts or counts of facts."""
        return self.content in ("facts", "counts")

    @property
    def accumulates(self) -> bool:
        """Whether a row stands for several facts, so that a later delivery corrects rather than repeats it."""
        return self.content == "counts"


@cache
def shapes() -> dict[str, Shape]:
    """All shapes, by name: each is the ``SHAPE`` of a module of the folder ``shapes``."""
    folder = import_module("data.intake.shapes")
    names = [module.name for module in pkgutil.iter_modules(folder.__path__)]
    return {name: import_module(f"{folder.__name__}.{name}").SHAPE for name in names}
