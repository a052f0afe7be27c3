"""What a partner's file is under its wrapping, brought down to text tables: archive, workbook, page, records."""

import contextlib
import csv
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from data.errors import EmptyFileError, OversizedFileError, UnreadableFileError
from data.intake.readers import archives, formats, pages, records

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_CHUNK = 1 << 20
_DEPTH = 3
"""Wrappings one within the other; a zip of a gzip of a workbook is one too many."""
_CELLS, _CELLS_PER_FILLED = 50_000_000, 1000
"""Cells of the rectangle that a sheet fills, in all and per cell that holds something: more is a trap."""
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')


class Source(Enum):
    """What a part is within its file."""

    FILE = "file"
    SHEET = "sheet"
    LAYER = "layer"


@dataclass(frozen=True)
class Part:
    """One table of a file.

    Attributes
    ----------
    name : of the sheet, of the layer, or of the file of an archive; empty where the file is but one table.
    path : a text table or a Parquet file.
    source : the file itself, or one of an archive; a sheet of a workbook; a layer.
    notes : what the user should know of the file that it comes from, in French sentences.
    """

    name: str
    path: Path
    source: Source = Source.FILE
    notes: tuple[str, ...] = ()


@contextlib.contextmanager
def unwrapped(path: Path) -> Iterator[list[Part]]:
    """The tables that a file holds: the file itself, or copies that are gone with the block.

    Raises
    ------
    ArchiveError : an archive without a file, or with more than a table may come in.
    EmptyFileError : nothing in the wrapping.
    UnreadableFileError : torn, protected by a password, or larger than any table of a commune.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield [*_parts(Part("", path), archives.Copies(path, Path(folder)), path.name, depth=0)]


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet, whatever its name."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _parts(part: Part, copies: archives.Copies, file: str, *, depth: int) -> Iterator[Part]:
    """The tables of a part, each on the disk under a plain name."""
    with part.path.open("rb") as content:
        start = content.read(1024)
    if part.source is not Source.FILE:
        yield part
        return
    if depth > _DEPTH:
        raise UnreadableFileError(file=file, expected="un tableau (archives emboîtées)")
    if start.startswith(b"\x1f\x8b"):
        inner = [Part(part.name, _gunzipped(part.path, copies, file))]
    elif start.startswith(b"PK\x03\x04") and not _is_workbook(part.path):
        inner = [*_unzipped(part, copies)]
    elif start.startswith((b"PK\x03\x04", _OLD_WORKBOOK)):
        inner = [*_sheets(part, copies, file)]
    elif formats.of_layers(part.path) not in (None, ".json"):
        inner = [*_layers(part, copies, file)]
    elif (write := _records(start)) is not None:
        copy = copies.new(".csv")
        write(part.path, copy, file)
        yield Part(part.name, copy)
        return
    else:
        yield part
        return
    for one in inner:
        yield from _parts(one, copies, file, depth=depth + 1)


def _records(start: bytes) -> Callable[[Path, Path, str], None] | None:
    """How to write records as a table, by the first bytes of their file: names lie."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[")):
        return records.write_json
    if not text.startswith(b"<"):
        return None
    if pages.is_workbook(text):
        return pages.write_workbook
    return pages.write_page if pages.is_page(text) else records.write_xml


def _gunzipped(path: Path, copies: archives.Copies, file: str) -> Path:
    from isal import igzip, igzip_lib

    copy = copies.new(".csv")
    try:
        with igzip.open(path) as content:  # type: ignore[no-untyped-call]
            copies.write(content, copy)
    # Its stubs take this exception for a value.
    except (OSError, EOFError, igzip_lib.IsalError) as error:  # type: ignore[misc]
        raise UnreadableFileError(file=file, expected="une archive gzip", details=str(error)) from error
    if not copy.stat().st_size:
        raise EmptyFileError(file=file)
    return copy


def _unzipped(part: Part, copies: archives.Copies) -> Iterator[Part]:
    names = archives.names(part.path)
    for name, copy in copies.unzip(part.path, names):
        yield Part(name if len(names) > 1 else part.name, copy)


def _layers(part: Part, copies: archives.Copies, file: str) -> Iterator[Part]:
    """The layers of a geographic file, as text."""
    # Long to import, and few files of facts are of this kind.
    from data.intake.readers import layers

    read = layers.read(part.path)
    drawn = {name: features for name, features in read.items() if features is not None and len(features)}
    for name, features in drawn.items():
        copy = copies.new(".csv")
        records.write_layer(features, copy, file)
        of_part = f"{part.name} – {name}" if part.name and len(drawn) > 1 else part.name or name
        yield Part(of_part, copy, Source.LAYER, layers.note_on_views(read))


def _is_workbook(path: Path) -> bool:
    return not {"xl/workbook.xml", "xl/workbook.bin"}.isdisjoint(archives.names(path)) or _is_open_document(path)


def _is_open_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "mimetype" in archive.namelist() and archive.read("mimetype").startswith(_OPEN_DOCUMENT)
    except archives.TORN:
        return False


def _sheets(part: Part, copies: archives.Copies, file: str) -> Iterator[Part]:
    """The visible sheets that hold something, as text."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    _check_extent(part.path, file)
    written = []
    try:
        with part.path.open("rb") as content:
            workbook = CalamineWorkbook.from_filelike(content)
            for sheet in workbook.sheets_metadata:
                if sheet.visible == SheetVisibleEnum.Visible:
                    rows = _rows(workbook.get_sheet_by_name(sheet.name))
                    if any(cell != "" for row in rows for cell in row):
                        copy = copies.new(".csv")
                        _write_rows(rows, copy)
                        written.append(Part(sheet.name, copy, Source.SHEET))
    except CalamineError as error:
        raise UnreadableFileError(file=file, expected="un classeur", details=str(error)) from error
    if not written:
        raise EmptyFileError(file=file)
    yield from written


def _check_extent(path: Path, file: str) -> None:
    """Refuse a workbook of which one far cell would fill the memory with empty ones."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with archive.open(name) as content:
                        n_filled, n_cells = _extent(content, archives.most_bytes(path))
                    if n_cells > max(_CELLS_PER_FILLED * n_filled, _CELLS // _CELLS_PER_FILLED) or n_filled > _CELLS:
                        raise OversizedFileError(file=file, details=f"{n_cells} cells")
    except archives.TORN as error:
        raise UnreadableFileError(file=file, expected="un classeur", details=str(error)) from error


def _extent(content: IO[bytes], most: int) -> tuple[int, int]:
    """Cells of a sheet that are written, and cells of the rectangle that they fill; ``most`` is in bytes."""
    n_filled = last_row = n_bytes = 0
    columns: set[bytes] = set()
    rest = b""
    while chunk := content.read(_CHUNK):
        n_bytes += len(chunk)
        if n_bytes > most:
            return n_filled, most
        text = rest + chunk
        end = text.rfind(b"<c ")
        rest = text[max(end, 0) :][:_CHUNK]
        cells = _CELL.findall(text[: max(end, 0)])
        n_filled += len(cells)
        columns.update(column for column, _ in cells)
        last_row = max(last_row, max((int(row) for _, row in cells), default=0))
    cells = _CELL.findall(rest)
    columns.update(column for column, _ in cells)
    last_row = max(last_row, max((int(row) for _, row in cells), default=0))
    return n_filled + len(cells), last_row * max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _rows(sheet: "CalamineSheet") -> list[list[Any]]:
    """Cells of a sheet; one that spans rows counts for each, one that spans columns is a title."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
    return rows


def _write_rows(rows: Sequence[Sequence[object]], copy: Path) -> None:
    with copy.open("w", encoding="utf-8", errors="replace", newline="") as target:
        csv.writer(target, delimiter=";").writerows([_text(cell) for cell in row] for row in rows)


def _text(cell: object) -> str:
    """A cell as text: dates as ISO 8601, a whole number without its decimals."""
    match cell:
        case str():
            return cell
        case bool():
            return str(int(cell))
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat(timespec="seconds")
        case _:
            return str(cell)
