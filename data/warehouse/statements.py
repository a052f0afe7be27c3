"""SQL statements: one per file, named after what it returns, beside the module that runs it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def statements_of(module: str) -> Callable[[str], str]:
    """Reader of the statements that lie in the folder of a module.

    Parameters
    ----------
    module : path of the module: ``statement = statements_of(__file__)``.

    Returns
    -------
    ``statement("stage")`` is the text of ``stage.sql`` in that folder, read once.
    """
    folder = Path(module).parent

    @cache
    def statement(name: str) -> str:
        return (folder / f"{name}.sql").read_text(encoding="utf-8")

    return statement


@cache
def tables() -> tuple[str, ...]:
    """The statements that create an empty snapshot, or what an older one lacks of it."""
    return every(_FOLDER / "tables")


@cache
def upgrades() -> tuple[str, ...]:
    """The statements that bring the tables of an older snapshot up to date, and change nothing of a new one."""
    return every(_FOLDER / "upgrades")


def every(folder: Path) -> tuple[str, ...]:
    """All statements of a folder, in the order of their names."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")))
