"""The SQL statements of the house, one per file, named after what they return."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "sql"


@cache
def statement(name: str) -> str:
    """Text of ``sql/<name>.sql``, for example ``statement("queries/counts")``."""
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


@cache
def tables() -> tuple[str, ...]:
    """The statements that create an empty snapshot, or what an older one lacks of it."""
    return _all_of("tables")


@cache
def upgrades() -> tuple[str, ...]:
    """The statements that bring the tables of an older snapshot up to date, and change nothing of a new one."""
    return _all_of("upgrades")


def _all_of(folder: str) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted((_FOLDER / folder).glob("*.sql")))
