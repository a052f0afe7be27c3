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
    """The statements that create an empty snapshot."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((_FOLDER / "tables").glob("*.sql")))
