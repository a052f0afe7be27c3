"""Tables to read and to download, from protected tables only."""

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analytics.columns import Column, Format, declared
from analytics.disclosure import ProtectedTable, Status
from analytics.text import chips, formats, fr, readings
from analytics.text.markdown import literal, plain
from analytics.text.verdicts import WORDS
from data.journal.spreadsheet import FORMULA

NUMBERS = (Format.INTEGER, Format.RATE, Format.POINTS)
"""Columns whose cells end at the right."""
_NARROWEST, _WIDEST = 7, 30
"""Letters of a column, beyond which its cells go to the line."""
_BETWEEN_ROWS = re.compile(r"[\t\r\n]+")
_OWN_CELL = re.compile(r';(?=[=+\-@"])')
"""Where a name in the note, which is not between quotes, would begin a cell that runs."""


def readable(
    table: ProtectedTable, columns: Sequence[str], labels: dict[str, str], provisional: Collection[date] = ()
) -> pd.DataFrame:
    """The table twin of a chart, in Markdown: French headers and numbers, chips, and why a figure is missing.

    Parameters
    ----------
    columns : those shown, in order; ``period`` stands for the two ends of the bucket.
    labels : French label of slugs (categories, champs, indicators).
    provisional : first days of the months that are marked so.

    Raises
    ------
    ValueError : a column is not declared.
    """
    return _cells(table, columns, labels, provisional, _cell)


def texts(
    table: ProtectedTable, columns: Sequence[str], labels: dict[str, str], provisional: Collection[date] = ()
) -> pd.DataFrame:
    """The same table as plain texts, for documents; see ``readable``."""
    return _cells(table, columns, labels, provisional, _text)


def widths(written: pd.DataFrame) -> list[int]:
    """How wide each column of a table of texts asks to be, in letters."""
    longest = written.apply(lambda column: column.str.len().max()).fillna(0)
    words = [max(map(len, str(head).split()), default=1) for head in written.columns]
    return [min(_WIDEST, max(_NARROWEST, word, int(cells))) for word, cells in zip(words, longest, strict=True)]


def csv(table: ProtectedTable, labels: dict[str, str], note: str) -> bytes:
    """Download of a table, as French spreadsheets expect: ``;``, decimal comma, UTF-8 with BOM; the note first.

    Parameters
    ----------
    note : in Markdown, which the file is spared.
    """
    text = without_formulas(figures(table, labels)).to_csv(
        index=False, sep=";", decimal=",", lineterminator="\r\n", date_format="%Y-%m-%d"
    )
    said = _OWN_CELL.sub(";'", _BETWEEN_ROWS.sub(" ", plain(note)))
    return f"\ufeff# {said}\r\n{text}".encode()


def figures(table: ProtectedTable, labels: dict[str, str]) -> pd.DataFrame:
    """Every column of a table under its French header: numbers as they are, slugs, words and statuses in French."""
    columns = declared(table.frame.columns)
    frame = table.frame
    if "zone_label" in frame:
        frame = frame.assign(zone_label=[readings.zone_name(row) for row in frame.to_dict("records")])
    for written, french in ((Format.SLUG, labels), (Format.WORD, WORDS), (Format.CODE, WORDS)):
        frame = frame.assign(**{one.name: frame[one.name].replace(french) for one in columns if one.format is written})
    frame = frame.assign(status=table.frame["status"].map(fr.STATUSES))
    return frame.rename(columns={one.name: one.header for one in columns})


def without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """The same cells, of which a spreadsheet runs none."""
    return frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(tuple(FORMULA)) else cell)


def _cells(
    table: ProtectedTable,
    columns: Sequence[str],
    labels: dict[str, str],
    provisional: Collection[date],
    write: Callable[[Mapping[Hashable, Any], Column, dict[str, str]], str],
) -> pd.DataFrame:
    marked = {pd.Timestamp(month) for month in provisional}
    rows = [row | {"provisional": row.get("period_start") in marked} for row in table.frame.to_dict("records")]
    return pd.DataFrame({one.header: [write(row, one, labels) for row in rows] for one in declared(columns)})


def _cell(row: Mapping[Hashable, Any], column: Column, labels: dict[str, str]) -> str:
    value = row.get(column.name)
    if column.format in (Format.WORD, Format.CODE) and value in chips.BADGES and row["status"] == Status.PUBLISHED:
        return chips.badge(value)
    return literal(_text(row, column, labels))


def _text(row: Mapping[Hashable, Any], column: Column, labels: dict[str, str]) -> str:
    if column.format is Format.PERIOD:
        bucket = formats.bucket(row["period_start"], row["period_end"])
        return f"{bucket} ({fr.PROVISIONAL})" if row["provisional"] else bucket
    value = row[column.name]
    if column.format is Format.SLUG and isinstance(value, str):
        return labels.get(value, value)
    if column.name == "zone_label":
        return readings.zone_name(row)
    return readings.cell(row, column.name)
