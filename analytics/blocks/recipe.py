"""How a block is made again: for another scope, or with the data of another day."""

import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from analytics.blocks.block import Block
from analytics.blocks.frozen import figures
from analytics.figures import Release
from data.errors import QuietudeError
from data.journal import Action, FrozenBlock

_ROOM = __package__ + "."
_ACTIONS = "actions"
"""A parameter of this name is written as the numbers of its actions: the journal has what they are today."""
GONE = (ImportError, AttributeError, LookupError, TypeError, ValueError, QuietudeError)
"""What making a block again raises where its indicator, zone, action or survey has gone, or the code that made it."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipe:
    """A block to make.

    Attributes
    ----------
    make : a function of ``analytics.blocks``, whose first parameter is a release.
    given, options : its other arguments, by position and by name.
    """

    make: Callable[..., Block | None]
    given: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        """That of its arguments, which a screen gives hashable: what it makes is remembered by them."""
        return hash((self.make, self.given, frozenset(self.options.items())))

    def block(self, release: Release) -> Block | None:
        """The block for a release; None where it has nothing to show."""
        return self.make(release, *self.given, **self.options)


def written(recipe: Recipe) -> dict[str, Any]:
    """A recipe as a JSON object."""
    make, types = recipe.make, get_type_hints(recipe.make)
    arguments = inspect.signature(make).bind(None, *recipe.given, **recipe.options).arguments
    (_, *others) = arguments.items()
    return {
        "make": f"{make.__module__.removeprefix(_ROOM)}.{make.__name__}",
        "arguments": {
            name: [one.number for one in value]
            if name == _ACTIONS
            else TypeAdapter(types[name]).dump_python(value, mode="json")
            for name, value in others
        },
    }


def read(content: Mapping[str, Any], actions: Sequence[Action]) -> Recipe:
    """The recipe that ``written`` wrote, with the actions of the journal as they are today.

    Raises
    ------
    ImportError, AttributeError, KeyError, TypeError, ValueError : no block is made so any more.
    """
    module, _, name = content["make"].partition(".")
    make = getattr(import_module(_ROOM + module), name)
    types, known = get_type_hints(make), {one.number: one for one in actions}
    arguments = {
        name: tuple(known[number] for number in value if number in known)
        if name == _ACTIONS
        else TypeAdapter(types[name]).validate_python(value)
        for name, value in content["arguments"].items()
    }
    return Recipe(make, options=arguments)


def again(release: Release, content: Mapping[str, Any], actions: Sequence[Action]) -> Block | None:
    """Make a frozen block again with what is known now; None where what it asks for is no longer there.

    Parameters
    ----------
    content : of a frozen block.
    """
    try:
        return read(content["recipe"], actions).block(release)
    except GONE:
        _log.warning("frozen block %s is not made again", content.get("key"), exc_info=True)
        return None


def differs(release: Release, kept: FrozenBlock, actions: tuple[Action, ...]) -> bool | None:
    """Whether the figures of a frozen block are others today; None where it cannot be made again.

    Parameters
    ----------
    release : of the scope of the block.
    """
    block = again(release, kept.content, actions)
    if block is None:
        return None
    return bool(figures(block.table)["columns"] != kept.content["table"]["columns"])
