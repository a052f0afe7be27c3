"""Tables to read and to download, from protected tables only."""

from collections.abc import Collection, Hashable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from analytics.disclosure import ProtectedTable
from analytics.text import formats, fr, readings
from analytics.text.verdicts import WORDS

_STATUS = "status"
_NAMED = ("category", "champ", "indicator", "group", "counted")
"""Columns of slugs, which have a label."""
_CODES = ("word", "verdict", "reliability", "weighted")
"""Columns of codes, whose French is that of verdicts."""


def readable(
    table: ProtectedTable, columns: list[str], labels: dict[str, str], provisional: Collection[date] = ()
) -> pd.DataFrame:
    """The table twin of a chart: French headers, French numbers, and why a figure is missing.

    Parameters
    ----------
    columns : those shown, in order; ``period`` stands for the two ends of the bucket.
    labels : French label of slugs (categories, champs, indicators).
    provisional : first days of the months that are marked so.
    """
    marked = {pd.Timestamp(month) for month in provisional}
    rows = [row | {"provisional": row.get("period_start") in marked} for row in table.frame.to_dict("records")]
    return pd.DataFrame({fr.HEADERS[column]: [_text(row, column, labels) for row in rows] for column in columns})


def csv(table: ProtectedTable, labels: dict[str, str], note: str) -> bytes:
    """Download of a table, as French spreadsheets expect: ``;``, decimal comma, UTF-8 with BOM; the note first."""
    named = [column for column in _NAMED if column in table.frame]
    frame = table.frame
    if "zone_label" in frame:
        frame = frame.assign(zone_label=[readings.zone_name(row) for row in frame.to_dict("records")])
    frame = frame.assign(
        **{column: table.frame[column].replace(labels) for column in named},
        **{column: table.frame[column].replace(WORDS) for column in _CODES if column in table.frame},
        status=table.frame[_STATUS].map(fr.STATUSES),
    )
    # A spreadsheet would run a label that starts like a formula.
    frame = frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" and cell else cell)
    text = frame.rename(columns=fr.HEADERS).to_csv(
        index=False, sep=";", decimal=",", lineterminator="\r\n", date_format="%Y-%m-%d"
    )
    return f"\ufeff# {note.replace('**', '')}\r\n{text}".encode()


def _text(row: Mapping[Hashable, Any], column: str, labels: dict[str, str]) -> str:
    if column == "period":
        bucket = formats.bucket(row["period_start"], row["period_end"])
        return f"{bucket} ({fr.PROVISIONAL})" if row["provisional"] else bucket
    if column in _NAMED and isinstance(row[column], str):
        return labels.get(row[column], str(row[column]))
    if column == "zone_label":
        return readings.zone_name(row)
    if column in _CODES:
        written = isinstance(row[column], str) and row[_STATUS] == "published"
        return _word(row, column) if written else readings.cell(row, column)
    if isinstance(row[column], str):
        return str(row[column])
    return readings.cell(row, column)


def _word(row: Mapping[Hashable, Any], column: str) -> str:
    """French of a code; that of a change or a difference starts with a capital, as it stands alone."""
    return readings.word(row[column]) if column == "word" else WORDS[row[column]]
