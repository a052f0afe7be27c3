"""Which sheets, files of an archive or layers are read: those that have the same headers are one."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from data import reference
from data.errors import EmptyFileError, UndecidedError
from data.intake.readers import date_columns, dates
from data.intake.readers.wrappings import Part, Source

if TYPE_CHECKING:
    from data.intake.readers.tabular import Table, TextTable

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SEVERAL = 2
_SAMPLE = 200
"""Rows looked at to know whether a table has dates."""


@dataclass(frozen=True)
class _Words:
    """What parts of one sort are called, in French: one of them, some that are read or not, and which is asked."""

    one: str
    read: str
    unread: str
    question: str


_WORDS = {
    Source.FILE: _Words("Fichier", "Fichiers lus", "Fichiers non lus", "Quel fichier de l’archive faut-il lire ?"),
    Source.SHEET: _Words("Feuille", "Feuilles lues", "Feuilles non lues", "Quelle feuille faut-il lire ?"),
    Source.LAYER: _Words("Couche", "Couches lues", "Couches non lues", "Quelle couche faut-il lire ?"),
}


def chosen(tables: Mapping[Part, "Table"], answers: Mapping[str, str], folder: Path, *, file: str) -> "Table":
    """The table of a file that holds several parts, with a note of those that were read and of those that were not.

    Parameters
    ----------
    tables : the parts that are tables.
    answers : ``sheet``, the name of the sheet, of the file or of the layer to read.
    folder : where parts read together are written as one.

    Raises
    ------
    EmptyFileError : no part is a table.
    UndecidedError : several parts have dates and their headers differ.
    """
    if not tables:
        raise EmptyFileError(file=file)
    alike: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part, table in tables.items():
        alike[tuple(map(reference.normalise, table.headers))].append(part)
    by_name = {_names(group): group for group in alike.values()} | {part.name: [part] for part in tables}
    group = by_name.get(answers.get("sheet", "")) or _likeliest(tables, list(alike.values()), file=file)
    table = tables[group[0]] if len(group) == 1 else _together(tables, group, folder)
    others = [part.name for part in tables if part not in group]
    words = _WORDS[group[0].source]
    note = f"{words.read} : {_names(group)}."
    if others:
        note += f" {words.unread} : {', '.join(others)}."
    return replace(table, notes=(*table.notes, note)) if len(tables) > 1 else table


def _likeliest(tables: Mapping[Part, "Table"], groups: Sequence[Sequence[Part]], *, file: str) -> Sequence[Part]:
    """The parts that have dates, among those with other headers: legends and summaries have none."""
    dated = [group for group in groups if _is_dated(group[0], tables[group[0]])]
    if len(dated) > 1:
        question = _WORDS[dated[0][0].source].question
        raise UndecidedError(file=file, key="sheet", question=question, options=[_names(group) for group in dated])
    return dated[0] if dated else max(groups, key=lambda group: sum(_size(tables[part]) for part in group))


def _names(parts: Sequence[Part]) -> str:
    return ", ".join(part.name for part in parts)


def _is_dated(part: Part, table: "Table") -> bool:
    """Whether a table has a column of dates, columns of months, or a month for its name."""
    if dates.month_of_header(part.name) or any(map(dates.month_of_header, table.headers)):
        return True
    rows = [*islice(table.rows(), _SAMPLE)]
    columns = ([text for row in rows if i < len(row) and (text := row[i].strip())] for i in range(len(table.headers)))
    return any(map(date_columns.are_dates, columns))


def _size(table: "Table") -> int:
    return table.path.stat().st_size


def _by_year(tables: Mapping[Part, "Table"], group: Sequence[Part], folder: Path) -> "TextTable | None":
    """Parts of a year each, whose columns are months without a year, as one table of the months of all years."""
    headers = tables[group[0]].headers
    months = [i for i, header in enumerate(headers) if dates.lacks_year(header)]
    years = [year[0] if len(year := _YEAR.findall(part.name)) == 1 else "" for part in group]
    if len(months) < _SEVERAL or not all(years) or len({*years}) < len(years):
        return None
    others = [i for i in range(len(headers)) if i not in months]
    path = folder / "years.csv"
    dated = [f"{headers[i]} {year}" for year in years for i in months]
    columns = (*(headers[i] for i in others), *dated)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(columns)
        for position, part in enumerate(group):
            before, after = position * len(months), (len(group) - position - 1) * len(months)
            for row in tables[part].rows():
                cells = [*row, *[""] * len(headers)]
                if any(cell.strip() for cell in row):
                    counts = [cells[i] for i in months]
                    writer.writerow([*(cells[i] for i in others), *[""] * before, *counts, *[""] * after])
    from data.intake.readers.tabular import TextTable

    return TextTable(path, ";", columns, title=tables[group[0]].title)


def _together(tables: Mapping[Part, "Table"], group: Sequence[Part], folder: Path) -> "TextTable":
    """Parts with the same headers as one table, whose last column says from which each row comes."""
    first = tables[group[0]]
    if (of_years := _by_year(tables, group, folder)) is not None:
        return of_years
    part_header = _WORDS[group[0].source].one
    path = folder / "together.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow([*first.headers, part_header])
        for part in group:
            for row in tables[part].rows():
                if any(cell.strip() for cell in row):
                    cells = row[: len(first.headers)]
                    writer.writerow([*cells, *[""] * (len(first.headers) - len(cells)), part.name])
    from data.intake.readers.tabular import TextTable

    return TextTable(path, ";", (*first.headers, part_header), part=part_header, title=first.title)
