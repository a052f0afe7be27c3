"""What a partner's file is under its wrapping, brought down to a text table: archive, workbook, records."""

import contextlib
import csv
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from data.errors import ArchiveError, EmptyFileError, UnreadableFileError
from data.intake.readers import records

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_CHUNK = 1 << 20
_LARGEST = 8 << 30
"""Bytes: what unwraps to more is a trap, or no table of a commune."""
_DEPTH = 3
"""Wrappings one within the other; a zip of a gzip of a workbook is one too many."""
_TORN_ARCHIVE = (OSError, zipfile.BadZipFile, RuntimeError, EOFError, ValueError, zlib.error)
"""What zipfile raises of an archive that is torn, or (RuntimeError) has a password or an unknown compression."""
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


@contextlib.contextmanager
def unwrapped(path: Path) -> Iterator[Path]:
    """The text table that a file holds: the file itself, or a copy that is gone with the block.

    Raises
    ------
    ArchiveError : an archive that does not hold exactly one file.
    EmptyFileError : nothing in the wrapping.
    UnreadableFileError : torn, protected by a password, or larger than any table of a commune.
    """
    with tempfile.TemporaryDirectory() as folder:
        inside = path
        for depth in range(_DEPTH + 1):
            unwrap = _wrapping(inside)
            if unwrap is None:
                break
            if depth == _DEPTH:
                raise UnreadableFileError(file=path.name, expected="un tableau (archives emboîtées)")
            copy = Path(folder) / f"{depth}-{path.name}"
            unwrap(inside, copy, path.name)
            inside = copy
        yield inside


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet, whatever its name."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _wrapping(path: Path) -> "Callable[[Path, Path, str], None] | None":
    """How to open a file, by its first bytes: names lie."""
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"\x1f\x8b"):
        return _gunzip
    if start.startswith(b"PK\x03\x04"):
        return _write_workbook if _is_workbook(path) else records.write_layer if _is_shapefile(path) else _unzip
    if start.startswith(_OLD_WORKBOOK):
        return _write_workbook
    if start.startswith((b"SQLite format 3", b"\x00\x00\x27\x0a")):
        return records.write_layer
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return records.write_json if text.startswith((b"{", b"[")) else records.write_xml if text.startswith(b"<") else None


def _gunzip(path: Path, copy: Path, file: str) -> None:
    from isal import igzip, igzip_lib

    try:
        with igzip.open(path) as content:  # type: ignore[no-untyped-call]
            _write(content, copy, file)
    # Its stubs take this exception for a value.
    except (OSError, EOFError, igzip_lib.IsalError) as error:  # type: ignore[misc]
        raise UnreadableFileError(file=file, expected="une archive gzip", details=str(error)) from error


def _unzip(path: Path, copy: Path, file: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
            if len(members) != 1:
                raise ArchiveError(file=file, n_files=len(members))
            with archive.open(members[0]) as content:
                _write(content, copy, file)
    except _TORN_ARCHIVE as error:
        raise UnreadableFileError(file=file, expected="une archive zip", details=str(error)) from error


def _write(content: IO[bytes], copy: Path, file: str) -> None:
    n_bytes = 0
    with copy.open("wb") as target:
        while chunk := content.read(_CHUNK):
            n_bytes += len(chunk)
            if n_bytes > _LARGEST:
                raise UnreadableFileError(file=file, expected="un tableau de taille ordinaire")
            target.write(chunk)
    if not n_bytes:
        raise EmptyFileError(file=file)


def _is_workbook(path: Path) -> bool:
    return bool(_names(path) & {"xl/workbook.xml", "xl/workbook.bin"}) or _is_open_document(path)


def _is_open_document(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "mimetype" in archive.namelist() and archive.read("mimetype").startswith(_OPEN_DOCUMENT)
    except _TORN_ARCHIVE:
        return False


def _is_shapefile(path: Path) -> bool:
    """Whether an archive holds a shapefile, which is several files."""
    return any(name.lower().endswith(".shp") for name in _names(path))


def _names(path: Path) -> set[str]:
    """Names of the files of an archive; none when it is torn, which who unwraps it says."""
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except _TORN_ARCHIVE:
        return set()


def _is_hidden(name: str) -> bool:
    """What computers add to an archive by themselves; and the table in which INSEE describes its columns."""
    return name.startswith("__MACOSX/") or Path(name).name.startswith((".", "meta_")) or Path(name).name == "Thumbs.db"


def _write_workbook(path: Path, copy: Path, file: str) -> None:
    """Write the fullest visible sheet as text: notes and legends hold fewer cells than the table that they explain."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with path.open("rb") as content:
            workbook = CalamineWorkbook.from_filelike(content)
            visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            sheets = [_rows(workbook.get_sheet_by_name(name)) for name in visible]
    except CalamineError as error:
        raise UnreadableFileError(file=file, expected="un classeur", details=str(error)) from error
    fullest = max(sheets, key=_n_filled, default=[])
    if not _n_filled(fullest):
        raise EmptyFileError(file=file)
    with copy.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=";").writerows([_text(cell) for cell in row] for row in fullest)


def _rows(sheet: "CalamineSheet") -> list[list[Any]]:
    """Cells of a sheet; one that spans rows counts for each, one that spans columns is a title."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
    return rows


def _n_filled(rows: Sequence[Sequence[object]]) -> int:
    return sum(cell != "" for row in rows for cell in row)


def _text(cell: object) -> str:
    """A cell as text: dates as ISO 8601, a whole number without its decimals."""
    match cell:
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
