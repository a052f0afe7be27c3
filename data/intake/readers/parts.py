"""Which tables of a workbook or of an archive are read: those that have the same headers are one."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from data import reference
from data.errors import EmptyFileError, UndecidedError
from data.intake.readers import dates

if TYPE_CHECKING:
    from data.intake.readers.tabular import Table, TextTable
    from data.intake.readers.wrappings import Part

_SAMPLE = 200
"""Rows looked at to know whether a table has dates."""
_SHOWN = 6


def chosen(tables: Mapping["Part", "Table"], answers: Mapping[str, str], folder: Path, *, file: str) -> "Table":
    """The table of a file that holds several parts, with a note of those that were read and of those that were not.

    Parameters
    ----------
    tables : the parts that are tables.
    answers : ``sheet``, the name of the part to read.
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
    is_sheet = group[0].is_sheet
    note = f"{'Feuilles lues' if is_sheet else 'Fichiers lus'} : {_names(group)}."
    if others:
        note += f" {'Feuilles non lues' if is_sheet else 'Fichiers non lus'} : {', '.join(others)}."
    return replace(table, notes=(*table.notes, note)) if len(tables) > 1 else table


def _likeliest(tables: Mapping["Part", "Table"], groups: Sequence[Sequence["Part"]], *, file: str) -> Sequence["Part"]:
    """The parts that have dates, among those with other headers: legends and summaries have none."""
    dated = [group for group in groups if _is_dated(group[0], tables[group[0]])]
    if len(dated) > 1:
        question = (
            "Quelle feuille faut-il lire ?" if groups[0][0].is_sheet else "Quel fichier de l’archive faut-il lire ?"
        )
        raise UndecidedError(file=file, key="sheet", question=question, options=[_names(group) for group in dated])
    return dated[0] if dated else max(groups, key=lambda group: sum(_size(tables[part]) for part in group))


def _names(parts: Sequence["Part"]) -> str:
    return ", ".join(part.name for part in parts)


def _is_dated(part: "Part", table: "Table") -> bool:
    """Whether a table has a column of dates, columns of months, or a month for its name."""
    if dates.month_of_header(part.name) or any(map(dates.month_of_header, table.headers)):
        return True
    rows = [*islice(table.rows(), _SAMPLE)]
    columns = ([text for row in rows if i < len(row) and (text := row[i].strip())] for i in range(len(table.headers)))
    return any(map(dates.are_dates, columns))


def _size(table: "Table") -> int:
    return table.path.stat().st_size


def _together(tables: Mapping["Part", "Table"], group: Sequence["Part"], folder: Path) -> "TextTable":
    """Parts with the same headers as one table, whose last column says from which each row comes."""
    first = tables[group[0]]
    part_header = "Feuille" if group[0].is_sheet else "Fichier"
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
