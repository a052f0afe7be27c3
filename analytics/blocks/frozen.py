"""A block as JSON, and back: what a meeting keeps shows the same figures whatever becomes of the data."""

import logging
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pandas as pd

from analytics.blocks.block import Block, Picture, Tile
from analytics.charts.figure import Figure, from_json, to_json
from analytics.disclosure import Policy, ProtectedTable, reopened
from data.journal import FrozenBlock
from data.model import Scope

_SIZES = {"screen": False, "projector": True}
_UNWRITABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What no XML holds, and so no document."""
_STAND_IN = "\ufffd"
_log = logging.getLogger(__name__)
_DAY = "day"
"""Type of a column of days, which pandas has none of."""


def frozen(block: Block) -> dict[str, Any]:
    """A block as a JSON object that any document can hold: its texts, both sizes of its picture, its table."""
    content: dict[str, Any] = _writable(
        {
            "key": block.key,
            "title": block.title,
            "note": block.note,
            "asked": block.asked,
            "source": block.source(),
            "reading": block.reading,
            "picture": {size: _drawn(block.picture(large=large)) for size, large in _SIZES.items()},
            "columns": [*block.columns],
            "labels": {**block.labels},
            "provisional": sorted(day.isoformat() for day in block.provisional),
            "table": figures(block.table),
        }
    )
    return content


def reopen(content: Mapping[str, Any]) -> Block:
    """The block that ``frozen`` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError : it is not what ``frozen`` writes.
    """
    table = content["table"]
    frame = pd.DataFrame({name: _column(**column).array for name, column in table["columns"].items()})
    policy = Policy(Scope(table["scope"]), threshold=int(table["threshold"]))
    pictures = {large: _picture(**content["picture"][size]) for size, large in _SIZES.items()}

    def picture(*, large: bool) -> Picture:
        return pictures[large]

    return Block(
        key=content["key"],
        title=content["title"],
        note=content["note"],
        asked=content["asked"],
        source=lambda: str(content["source"]),
        reading=content["reading"],
        picture=picture,
        columns=tuple(content["columns"]),
        labels=content["labels"],
        provisional=frozenset(map(date.fromisoformat, content["provisional"])),
        table=reopened(frame, policy),
    )


def opened(kept: FrozenBlock) -> Block | None:
    """The block that a meeting keeps, under a key that no other has; None where it no longer reads."""
    try:
        block = reopen(kept.content)
    except (KeyError, TypeError, ValueError):
        _log.warning("frozen block %s does not read", kept.code, exc_info=True)
        return None
    return replace(block, key=f"{block.key}-{kept.code.lower()}")


def _drawn(picture: Picture) -> dict[str, Any]:
    match picture:
        case Figure():
            return {"figure": to_json(picture)}
        case str():
            return {"svg": picture}
        case _:
            return {"tiles": [asdict(tile) for tile in picture]}


def _picture(
    figure: dict[str, Any] | None = None, svg: str | None = None, tiles: list[dict[str, str]] | None = None
) -> Picture:
    if figure is not None:
        return from_json(figure)
    return svg if svg is not None else tuple(Tile(**tile) for tile in tiles or ())


def figures(table: ProtectedTable) -> dict[str, Any]:
    """A protected table as a JSON object that any document can hold."""
    content: dict[str, Any] = _writable(
        {
            "scope": table.policy.scope.value,
            "threshold": table.policy.threshold,
            "columns": {str(name): _written(values) for name, values in table.frame.items()},
        }
    )
    return content


def _written(values: pd.Series) -> dict[str, Any]:
    """A column with its type, its missing cells null."""
    cells = [None if pd.isna(cell) else cell for cell in values.tolist()]
    if values.dtype.kind == "M":
        return {"type": str(values.dtype), "cells": [cell and cell.isoformat() for cell in cells]}
    if any(isinstance(cell, date) for cell in cells):
        return {"type": _DAY, "cells": [cell and cell.isoformat() for cell in cells]}
    return {"type": str(values.dtype), "cells": cells}


def _column(type: str, cells: list[Any]) -> pd.Series:
    if type == _DAY:
        return pd.Series([cell and date.fromisoformat(cell) for cell in cells], dtype=object)
    return pd.Series(cells, dtype=type)


def _writable(value: Any) -> Any:
    """A value with a sign that is seen instead of each that no document can hold: files may bring some."""
    match value:
        case dict():
            return {_writable(key): _writable(one) for key, one in value.items()}
        case list():
            return [_writable(one) for one in value]
        case str() if _UNWRITABLE.search(value):
            return _UNWRITABLE.sub(_STAND_IN, value)
    return value
