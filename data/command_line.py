"""What both command lines share: the options of every command, answers, refusals.

Exit status: 0 done; 2 refused, with one French sentence and nothing changed; 3 the data have changed, with one French
sentence in the place of an answer that could not be given; 1 a defect of ours.
"""

import errno
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from data.errors import ChangedError, DoneUnansweredError, QuietudeError, UnknownChoiceError, UnwrittenAnswerError
from data.storage import is_full

log = logging.getLogger("quietude")
console = Console(stderr=True, highlight=False)

Home = Annotated[
    Path | None, typer.Option("--home", help="Dossier de la commune ; sinon QUIETUDE_HOME, sinon data/local.")
]
Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie standard, et rien d’autre.")]


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Make a command end with the French sentence of a refusal, and its status."""

    @wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        try:
            command(*args, **kwargs)
        except QuietudeError as error:
            log.info("%s %s", type(error).__name__, error.details)
            console.print(str(error), style="bold", markup=False, soft_wrap=True)
            raise typer.Exit(3 if isinstance(error, ChangedError) else 2) from error

    return run


def one_of(value: str, known: tuple[str, ...]) -> str:
    """The value of an option that has only a few.

    Raises
    ------
    UnknownChoiceError
    """
    if value not in known:
        raise UnknownChoiceError(value=value, known=", ".join(known))
    return value


def reply(lines: Iterable[str], value: object, *, as_json: bool, done: str = "") -> None:
    """Give the answer of a command: lines for a person, or one JSON object alone on the standard output.

    Parameters
    ----------
    done : what the command has changed, a French sentence; empty where it has changed nothing.

    Raises
    ------
    UnwrittenAnswerError, DoneUnansweredError : the object cannot be written.
    """
    if as_json:
        write(to_json(value), done=done)
    else:
        say(*lines)


def to_json(value: object) -> str:
    """One JSON object, alone on a line."""
    return json.dumps(value, ensure_ascii=False, default=str) + "\n"


def say(*lines: str) -> None:
    """Tell a person, on the standard error."""
    console.print("\n".join(lines), markup=False, soft_wrap=True)


def write(text: str, *, done: str = "") -> None:
    """Write a text whole on the standard output, as ``reply`` does.

    Raises
    ------
    UnwrittenAnswerError, DoneUnansweredError : there is no room for it, or nobody reads it.
    """
    try:
        # Python has none where it was closed.
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # Else Python would write the rest when it ends, and fail again.
        sys.stdout = None
        problem = "le disque est plein" if is_full(error) else "personne ne la lit"
        if done:
            raise DoneUnansweredError(done=done, problem=problem, details=type(error).__name__) from error
        raise UnwrittenAnswerError(problem=problem, details=type(error).__name__) from error
