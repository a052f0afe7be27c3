"""Tables that back offices write as a web page or as a workbook in XML, and name .xls."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from data.errors import EmptyFileError, UnreadableFileError

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"


def is_page(start: bytes) -> bool:
    """Whether a text that begins with « < » is a web page."""
    return any(mark in start.lower() for mark in (b"<html", b"<table", b"<!doctype html", b"<body"))


def is_workbook(start: bytes) -> bool:
    """Whether a text that begins with « < » is a workbook of Excel 2003."""
    is_of_excel = b"schemas-microsoft-com:office:spreadsheet" in start or b"mso-application" in start
    # It has « Table » too, and a page that Excel wrote names the schema.
    return is_of_excel and b"<html" not in start.lower()


def write_page(path: Path, copy: Path, file: str) -> None:
    """Write the table of a web page that has most cells as a text table.

    Raises
    ------
    UnreadableFileError : no table in it.
    """
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(path.read_bytes())
    tables = [
        [[cell.text(strip=True) for cell in row.css("th, td")] for row in table.css("tr")]
        for table in page.css("table")
    ]
    if not any(map(_n_cells, tables)):
        raise UnreadableFileError(file=file, expected="un tableau : c’est une page web, qui n’en contient pas")
    _write(max(tables, key=_n_cells), copy, file)


def write_workbook(path: Path, copy: Path, file: str) -> None:
    """Write the sheet of a workbook of Excel 2003 that has most cells as a text table.

    Raises
    ------
    EmptyFileError, UnreadableFileError
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError(file=file, expected="un classeur (XML)", details=str(error)) from error
    sheets = [[_cells(row) for row in sheet.iter(f"{_SHEET}Row")] for sheet in root.iter(f"{_SHEET}Worksheet")]
    _write(max(sheets, key=_n_cells, default=[]), copy, file)


def _cells(row: ElementTree.Element) -> list[str]:
    """Cells of a row; an index says how many empty ones come before."""
    cells: list[str] = []
    for cell in row.iter(f"{_SHEET}Cell"):
        index = cell.get(f"{_SHEET}Index", "")
        if index.isdecimal() and len(cells) < int(index) <= 16384:
            cells += [""] * (int(index) - 1 - len(cells))
        cells.append("".join(cell.itertext()).strip())
    return cells


def _n_cells(rows: Iterable[Sequence[str]]) -> int:
    return sum(map(len, rows))


def _write(rows: Sequence[Sequence[str]], copy: Path, file: str) -> None:
    if not _n_cells(rows):
        raise EmptyFileError(file=file)
    with copy.open("w", encoding="utf-8", errors="replace", newline="") as target:
        csv.writer(target, delimiter=";").writerows(rows)
