"""Where the headers of a text table are: under titles and notes, on one row or on two that are read together."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.intake.readers import dates

BETWEEN = " · "
"""Between both parts of a header on two rows: « 2024 · janvier »."""
_TITLES = 10
"""Rows that may stand over the headers."""
_FIRST = 50
"""Rows among which the headers are."""
_SEVERAL_CELLS = 3
"""Cells of a row that is more than a name and its value."""
_LOWER = 2
"""Rows under the first full one that may be the headers instead."""


@dataclass(frozen=True)
class Top:
    """The top of a table, if a separator is the right one.

    Attributes
    ----------
    n_before, n_lines : lines over the headers, of which the last row holds the values, and up to their end.
    n_alike : rows, the headers among them, with as many cells as the headers; 0 where there is but one cell.
    lower : the next rows, each with the lines over it.
    title : text of the rows over the headers.
    has_headers : whether a row names the columns; else the first one is a fact already.
    """

    separator: str
    n_before: int
    n_lines: int
    headers: list[str]
    n_alike: int
    lower: list[tuple[int, list[str]]]
    title: str
    has_headers: bool = True


def top(lines: Sequence[str], separator: str) -> Top:
    """Find the headers: the first row without a date that fills half as many cells as the fullest, and more than one.

    Titles and notes over a table fill one or two.

    Raises
    ------
    csv.Error : the lines are no rows.
    """
    rows = csv.reader(lines, delimiter=separator)
    read = [(0, [""]), *((rows.line_num, row) for row in rows)]
    # The tools of surveys have profiles, which know readers of tables.
    from data.intake.surveys.headers import joined_headers

    if of_survey := joined_headers([row for _, row in read[1:]]):
        names, n_rows = of_survey
        n_alike = sum(len(row) == len(names) for _, row in read[n_rows:])
        return Top(separator, read[n_rows - 1][0], read[n_rows][0], [*names], n_alike, [], "")
    fullest = max(_n_filled(row) for _, row in read)
    enough = max(fullest / 2, min(fullest, 2))
    likely = [i for i, (_, row) in enumerate(read) if i and _n_filled(row) >= enough and not _is_note(row)]
    days = {i: _days(read[i][1]) for i in likely[:_FIRST]}
    of_first = next((days[i] & _days(read[i + 1][1]) for i in likely[:1] if i + 1 < len(read)), set())
    is_fact = bool(of_first) and _n_filled(read[likely[0]][1]) >= min(fullest, _SEVERAL_CELLS)
    # Some facts have no date, but then they do not fill all cells.
    has_headers = not is_fact or any(not days[i] and _n_filled(read[i][1]) >= fullest for i in likely[:_TITLES])
    position = next((i for i in days if not days[i] or _heads_columns(read, i, days[i])), 1)
    headers, first = read[position][1], position
    if joined := _joined(read[position - 1][1], headers):
        headers, first = joined, position - 1
    elif position + 1 < len(read) and (joined := _joined(headers, read[position + 1][1])):
        headers, position = joined, position + 1
    n_alike = sum(len(row) == len(headers) for _, row in read[position:]) if len(headers) > 1 else 0
    following = range(position + 1, min(position + 1 + _LOWER, len(read) - 1))
    lower = [(read[i - 1][0], read[i][1]) for i in following]
    title = " ".join(cell.strip() for _, row in read[1:first] for cell in row if cell.strip())
    return Top(separator, read[position - 1][0], read[position][0], headers, n_alike, lower, title, has_headers)


def unique(headers: Iterable[str]) -> Iterator[str]:
    """Headers that are all different, and none empty."""
    seen: set[str] = set()
    for position, header in enumerate(headers, start=1):
        name = header.strip().removeprefix("\ufeff") or f"colonne {position}"
        one, repeat = name, 2
        while one.lower() in seen:
            one, repeat = f"{name} ({repeat})", repeat + 1
        seen.add(one.lower())
        yield one


def _joined(above: Sequence[str], under: Sequence[str]) -> list[str] | None:
    """The headers of two rows, where the upper one spans several times the same lower ones; else None.

    A cell that spans columns is written in the first of them: a year over its months, a month over its natures.
    """
    upper = [cell.strip() for cell in above]
    lower = [cell.strip() for cell in under]
    if len(upper) != len(lower):
        return None
    starts = [i for i, cell in enumerate(upper) if cell and cell != lower[i]]
    if not starts:
        return None
    spans = [lower[start:end] for start, end in zip(starts, [*starts[1:], len(lower)], strict=True)]
    while len(spans) > 1 and len(spans[0]) == 1:
        # Columns of the rows' own names have a header of their own in the upper row.
        starts, spans = starts[1:], spans[1:]
    is_repeated = len(spans) > 1 and len(spans[0]) > 1 and all(spans[0][: len(span)] == span for span in spans[1:])
    if not is_repeated or not all(spans[0]):
        return None
    joined = [under_cell or upper_cell for upper_cell, under_cell in zip(upper, lower, strict=True)]
    for start, span in zip(starts, spans, strict=True):
        joined[start : start + len(span)] = [f"{upper[start]}{BETWEEN}{cell}" for cell in span]
    return joined


def _days(row: Sequence[str]) -> set[int]:
    """Positions of the cells of a row that are days."""
    return {i for i, cell in enumerate(row) if dates.is_day(cell)}


def _heads_columns(read: Sequence[tuple[int, list[str]]], position: int, days: set[int]) -> bool:
    """Whether the days of a row are the headers of as many columns, of which the next row is none."""
    return len(days) > 1 and position + 1 < len(read) and not days & _days(read[position + 1][1])


def _is_note(row: Sequence[str]) -> bool:
    """Whether a row says one thing of the whole table: « Mois : », « mars 2024 »."""
    match [cell.strip() for cell in row if cell.strip()]:
        case [name, _]:
            return name.endswith(":")
    return False


def _n_filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)
