"""Columns of protected tables: what each is called, how its cells are written, and whether it says where they stand.

A new column is a table of ``columns.toml``.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    """How a cell is written."""

    INTEGER = "integer"
    RATE = "rate"
    POINTS = "points"
    TEXT = "text"
    SLUG = "slug"
    """A slug, shown by its label."""
    WORD = "word"
    """A judgement that stands alone: it begins with a capital."""
    CODE = "code"
    """Another code, shown by its French."""
    STATUS = "status"
    DAY = "day"
    PERIOD = "period"
    """Two columns of the frame in one: the first day of a bucket and the day after its last."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    Attributes
    ----------
    header : its French name, in table twins and downloads.
    key : whether it says where a cell stands: it stays when the figures of its row are withheld.
    """

    name: str
    header: str
    format: Format
    key: bool = False


def _read(path: Path) -> dict[str, Column]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Column(name=name, **table | {"format": Format(table["format"])}) for name, table in tables.items()}


COLUMNS = _read(Path(__file__).with_suffix(".toml"))
KEYS = frozenset(name for name, column in COLUMNS.items() if column.key)
"""Columns that say where a cell stands. Every other column of a withheld row is a figure, or is derived from one, and
goes with it."""


def declared(names: Iterable[str]) -> list[Column]:
    """The columns of these names.

    Raises
    ------
    ValueError : one of them is not in ``columns.toml``.
    """
    names = [*names]
    if undeclared := [name for name in names if name not in COLUMNS]:
        raise ValueError(f"columns not declared in columns.toml: {', '.join(undeclared)}")
    return [COLUMNS[name] for name in names]
