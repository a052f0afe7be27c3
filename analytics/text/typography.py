"""How a module of texts leaves the house: every sentence typeset, none written with no-break spaces."""

import inspect
import sys
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from data.typography import typeset


def typeset_module(name: str, *, as_written: Collection[str] = ()) -> None:
    """Typeset all that a module of texts gives: its constants, and the sentences that its public functions return.

    Called at the end of each module, so that a sentence cannot leave without its spaces.

    Parameters
    ----------
    as_written : functions that return what a file or a person wrote: it is data, and left as it is.
    """
    module = vars(sys.modules[name])
    for key, value in list(module.items()):
        if inspect.isfunction(value) and value.__module__ == name and key[0] != "_" and key not in as_written:
            module[key] = _typesetting(value)
        elif key.isupper():
            module[key] = _typeset(value)


def _typesetting(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def typesetting(*arguments: Any, **named: Any) -> Any:
        return _typeset(function(*arguments, **named))

    return typesetting


def _typeset(value: Any) -> Any:
    """The same value, each text in it typeset; what is no text is left as it is."""
    if type(value) is str:
        return typeset(value)
    if type(value) in (tuple, list):
        return type(value)(map(_typeset, value))
    if isinstance(value, tuple) and hasattr(value, "_make"):  # A named tuple.
        return type(value)._make(map(_typeset, value))
    if type(value) is dict:
        return {key: _typeset(one) for key, one in value.items()}
    return value
