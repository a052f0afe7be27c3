"""Several rows of headers, as some tools of surveys write them, made one."""

import itertools
import re
from collections.abc import Sequence

from data import reference
from data.intake.surveys import tools

_ROWS = 6
"""Rows among which the headers are, at the top of a file."""
_WORDED = 2
"""Technical columns under which a row must have words to hold wordings."""
_TICKS = {"x", "1"}
_CHOICES = re.compile(r" - (selected choices?|choix s[ée]lectionn[ée]s?)$", re.IGNORECASE)
_REPEATED = re.compile(r"_\d+(_TEXT)?$")
"""End of the codes of columns that one question has several of."""


def joined_headers(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], int] | None:
    """Join the rows of headers of a file that a tool of surveys made.

    Parameters
    ----------
    rows : the first rows of the file, from its first line; some answers among them help to see where a question ends.

    Returns
    -------
    One header per column, ``question`` or ``question [option]``, and the number of rows that are headers, titles over
    them included. None where one row holds all headers.
    """
    for n_before, row in enumerate(rows[:_ROWS]):
        if not _has_tool(row) or n_before + 1 >= len(rows):
            continue
        under = [_fitted(one, len(row)) for one in rows[n_before + 1 :]]
        if _is_tag_row(under[0]):
            return None
        if (n_rows := _rows_of_wordings(row, under)) is not None:
            return _of_codes(row, under[0]), n_before + n_rows
        if _are_options(row, under):
            return _of_options(row, under[0]), n_before + 2
        groups = _fitted(rows[n_before - 1], len(row)) if n_before else []
        return (_of_groups(groups, row, under), n_before + 1) if _are_groups(groups, row) else None
    return None


def _has_tool(row: Sequence[str]) -> bool:
    """Whether a row has the headers of a tool."""
    return bool(tools.made_by(row))


def _fitted(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _rows_of_wordings(codes: Sequence[str], under: Sequence[Sequence[str]]) -> int | None:
    """How many rows are headers where wordings stand under codes, and tags may follow; None where none do.

    Wordings of most technical columns are those of technical columns too, which what a tool writes in them is not.
    """
    made_by = tools.made_by(codes)
    technical = [i for i, code in enumerate(codes) if tools.is_technical(code, made_by)]
    worded = [i for i in technical if under[0][i].strip()]
    n_technical = sum(tools.is_technical(under[0][i], made_by) for i in worded)
    if len(worded) < _WORDED or 2 * n_technical <= len(worded):
        return None
    is_tagged = len(under) > 1 and bool(tools.tags()) and _is_tag_row(under[1])
    return 3 if is_tagged else 2


def _is_tag_row(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return bool(filled) and all(cell.strip().startswith(tools.tags()) for cell in filled)


def _of_codes(codes: Sequence[str], wordings: Sequence[str]) -> tuple[str, ...]:
    """Wordings of the questions; of columns whose codes begin alike, what theirs have in common, and the option."""
    made_by = tools.made_by(codes)
    headers = [
        code if not wording.strip() or tools.is_technical(code, made_by) else _one_line(wording)
        for code, wording in zip(codes, wordings, strict=True)
    ]
    stems = [_REPEATED.sub("", code) if _REPEATED.search(code) else "" for code in codes]
    for stem, positions in itertools.groupby(range(len(codes)), key=stems.__getitem__):
        columns = [*positions]
        if not stem or len(columns) < 2:
            continue
        parts = [headers[i].rpartition(" - ") for i in columns]
        if len({question for question, _, _ in parts}) == 1 and parts[0][0]:
            question = _CHOICES.sub("", parts[0][0])
            for i, (_, _, option) in zip(columns, parts, strict=True):
                headers[i] = f"{question} [{option}]"
    return tuple(_CHOICES.sub("", header) for header in headers)


def _are_options(row: Sequence[str], under: Sequence[Sequence[str]]) -> bool:
    """Whether options stand under questions: nothing under the technical columns, and an answer in the next row."""
    made_by = tools.made_by(row)
    technical = [i for i, header in enumerate(row) if header.strip() and tools.is_technical(header, made_by)]
    others = [i for i in range(len(row)) if i not in technical]
    return (
        len(under) > 1
        and not any(under[0][i].strip() for i in technical)
        and any(under[1][i].strip() for i in technical)
        and any(under[0][i].strip() for i in others)
    )


def _of_options(row: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """``question [option]``, the question being that of the last filled cell to the left."""
    subheaders = [re.compile(tool.subheader) for tool in tools.made_by(row) if tool.subheader]
    headers: list[str] = []
    question = ""
    for i, (cell, option) in enumerate(zip(row, options, strict=True)):
        question = _one_line(cell) or question
        has_one = bool(cell.strip()) and (i + 1 == len(row) or bool(row[i + 1].strip()))
        name = reference.normalise(option)
        is_whole = not name or any(one.fullmatch(name) for one in subheaders) or (has_one and name.startswith("open "))
        headers.append(question if is_whole else f"{question} [{_one_line(option)}]")
    return tuple(headers)


def _are_groups(groups: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row has words over questions, and none over technical columns, as a title has."""
    made_by = tools.made_by(row)
    over = [header for group, header in zip(groups, row, strict=False) if group.strip()]
    return bool(over) and not any(tools.is_technical(header, made_by) for header in over)


def _of_groups(groups: Sequence[str], row: Sequence[str], answers: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """``question [option]`` under the questions of a row of groups, each as long as its columns are answered alike."""
    made_by = tools.made_by(row)
    headers: list[str] = []
    question, first = "", frozenset[str]()
    for i, (group, header) in enumerate(zip(groups, row, strict=True)):
        cells = frozenset(text for answer in answers if (text := answer[i].strip().casefold()))
        if tools.is_technical(header, made_by):
            question = ""
        elif group.strip():
            question, first = _one_line(group), cells
        elif question and not _alike(cells, first):
            question = ""
        first |= cells if question else frozenset()
        headers.append(f"{question} [{_one_line(header)}]" if question else _one_line(header))
    return tuple(headers)


def _alike(cells: frozenset[str], first: frozenset[str]) -> bool:
    """Whether a column is answered as the first of its group: ticks, or the same words."""
    if not cells or not first:
        return True
    return cells <= _TICKS if first <= _TICKS else bool(cells & first)


def _one_line(text: str) -> str:
    return " ".join(text.split())
