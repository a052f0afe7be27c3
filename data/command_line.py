"""What both command lines share: the options of every command, refusals, JSON on the standard output."""

import json
import logging
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from data.errors import QuietudeError, UnknownChoiceError
from data.storage import storage_failures

log = logging.getLogger("quietude")
console = Console(stderr=True, highlight=False)

Home = Annotated[
    Path | None, typer.Option("--home", help="Dossier de la commune ; sinon QUIETUDE_HOME, sinon data/local.")
]
Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie standard, et rien d’autre.")]


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Make a command end with status 2 and the French sentence of a refusal."""

    @wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        try:
            command(*args, **kwargs)
        except QuietudeError as error:
            log.info("%s %s", type(error).__name__, error.details)
            console.print(str(error), style="bold", markup=False, soft_wrap=True)
            raise typer.Exit(2) from error

    return run


def answering(command: Callable[..., None]) -> Callable[..., None]:
    """Make a command that changes nothing refuse where its answer cannot be written whole."""

    @wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        with storage_failures():
            command(*args, **kwargs)
            try:
                sys.stdout.flush()
            except OSError:
                # Else Python would write the rest when it ends, and fail again.
                sys.stdout = None
                raise

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


def print_json(value: object) -> None:
    """Write one JSON object, alone on a line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
