"""Text tables as they come: encoding, separator, headers and date formats. Every cell is read as text."""

import codecs
import contextlib
import csv
import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from data.errors import EmptyFileError, MissingFileError, UnreadableFileError
from data.intake.readers import wrappings
from data.model import Precision
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_CHUNK = 1 << 20
_FIRST_LINES = 200
"""Among which the headers are looked for: titles and notes come before, and a header may hold line breaks."""
_LOWER = 2
"""Rows under the first full one that may be the headers instead."""
_NEARLY_ALL = 0.8
_SEPARATORS = (";", ",", "\t", "|")
_TORN = "torn_line"
_OFFSET = re.compile(r"(?<=:\d\d)((?:\.\d+)?)\s?(?:Z|[-+]\d\d(?::?\d\d)?)$")

_DATE_FORMATS = {
    Precision.DAY: (
        "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M:%S.%f",
        "%Y-%m-%dT%H:%M", "%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %Hh%M", "%d-%m-%Y",
        "%d-%m-%Y %H:%M", "%d.%m.%Y", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y%m%d", "%d/%m/%y",
    ),
    Precision.MONTH: ("%Y-%m", "%m/%Y", "%m-%Y", "%Y/%m"),
    Precision.YEAR: ("%Y",),
}  # fmt: skip
MONTH_NAMES = {
    name: month
    for month, names in enumerate(
        ("janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin", "juillet juil", "aout",
         "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True)
class TextTable:
    """A readable text file: UTF-8 at ``path``, its separator and its headers, made unique.

    Attributes
    ----------
    n_before : lines over the headers, which say what the table is.
    encoding : that of the file; None for the text of an archive, of a workbook or of records.
    lower : the same table if its headers were the next rows: some have a row of labels over a row of codes.
    """

    path: Path
    separator: str
    headers: tuple[str, ...]
    n_before: int = 0
    encoding: str | None = None
    lower: tuple["TextTable", ...] = ()

    def read(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Relation of all rows, every column VARCHAR, in the order of the file; torn lines go to ``torn_line``."""
        forget_torn_lines(connection)
        return connection.read_csv(
            str(self.path),
            columns=dict.fromkeys(self.headers, "VARCHAR"),
            auto_detect=False,
            compression="none",
            delimiter=self.separator,
            header=True,
            skiprows=self.n_before,
            quotechar='"',
            escapechar='"',
            store_rejects=True,
            rejects_table=_TORN,
            rejects_scan=f"{_TORN}_scan",
        )


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file, whose columns are read as text like those of the others; a filter reads only what it needs."""

    path: Path
    headers: tuple[str, ...]
    lower: tuple[()] = ()

    def read(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Relation of all rows, every column VARCHAR, in the order of the file."""
        forget_torn_lines(connection)
        connection.execute(statement("torn_line"))
        return connection.read_parquet(str(self.path)).select(
            *(duckdb.ColumnExpression(header).cast("VARCHAR").alias(header) for header in self.headers)
        )


Table = TextTable | ParquetTable


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Table]:
    """Recognise a table; what is wrapped or in another encoding than UTF-8 is read through a copy, then discarded.

    Raises
    ------
    MissingFileError, EmptyFileError, ArchiveError, UnreadableFileError
    """
    if not path.is_file():
        raise MissingFileError(file=path.name)
    if path.stat().st_size == 0:
        raise EmptyFileError(file=path.name)
    with contextlib.ExitStack() as stack:
        inside = stack.enter_context(wrappings.unwrapped(path))
        is_parquet = wrappings.is_parquet(inside)
        encoding = "utf-8" if inside == path else None
        if not is_parquet and not _is_utf8(inside):
            encoding = _encoding(inside)
            inside = stack.enter_context(_in_utf8(inside, encoding, file=path.name))
        try:
            yield _parquet(inside) if is_parquet else _table(inside, encoding, file=path.name)
        # Rows are read where they are used, and only then seen to be torn; an error that names no text file is our own.
        except duckdb.Error as error:
            if not is_parquet and str(inside) not in str(error):
                raise
            expected = "un fichier Parquet" if is_parquet else "un tableau (CSV)"
            raise UnreadableFileError(file=path.name, expected=expected, details=type(error).__name__) from error


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def forget_torn_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty the list of torn lines, which grows at each reading of the same file."""
    connection.execute(f"DROP TABLE IF EXISTS {_TORN}")
    connection.execute(f"DROP TABLE IF EXISTS {_TORN}_scan")


def date_formats(samples: Sequence[str]) -> tuple[Precision, tuple[str, ...]]:
    """Precision of the dates of a column, and the formats to try, the most frequent first.

    A column where no format fits is tried as days, and all its rows are then refused one by one.

    Notes
    -----
    A day comes before its month, as everywhere in France. Formats of another precision than the most frequent one are
    not tried, so that ``2024`` in a column of days is an unreadable date and not 1 January.
    """
    fits = {
        format_: n
        for formats in _DATE_FORMATS.values()
        for format_ in formats
        if (n := sum(_matches(sample, format_) for sample in samples))
    }
    best = max(fits, key=lambda format_: fits[format_], default=_DATE_FORMATS[Precision.DAY][0])
    precision = next(name for name, formats in _DATE_FORMATS.items() if best in formats)
    return precision, (best, *(other for other in _DATE_FORMATS[precision] if other != best))


def are_dates(samples: Sequence[str]) -> bool:
    """Whether nearly all texts of a column have a format of date, months and years apart from days."""
    return bool(samples) and any(
        sum(any(_matches(sample, format_) for format_ in formats) for sample in samples) >= _NEARLY_ALL * len(samples)
        for formats in _DATE_FORMATS.values()
    )


def month_of_header(header: str) -> date | None:
    """Month that a pivot's header names (``01/2024``, ``2024-01``, ``janv. 2024``, ``janvier-24``), else None."""
    text = header.strip().lower().translate(str.maketrans("éûà", "eua"))
    if match := re.fullmatch(r"(\d{1,2})[/\-. ](\d{4})", text):
        month, year = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"(\d{4})[/\-. ](\d{1,2})", text):
        year, month = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"([a-z]+)\.?[\s/\-]*(\d{4}|\d{2})", text):
        year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])
        month = MONTH_NAMES.get(match[1], 0)
    else:
        return None
    return date(year, month, 1) if 1 <= month <= 12 else None


def _parquet(path: Path) -> ParquetTable:
    with duckdb.connect() as connection:
        return ParquetTable(path, tuple(connection.read_parquet(str(path)).columns))


def _table(path: Path, encoding: str | None, *, file: str) -> TextTable:
    # A file cut within a letter is refused line by line, later.
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as content:
        first = list(islice(content, _FIRST_LINES))
        has_more = any(line.strip() for line in content)
    start = "".join(first).lstrip()[:1]
    if not start or start in "{[<" or any("\0" in line for line in first):
        raise UnreadableFileError(file=file, expected="un tableau (CSV)")
    try:
        top = max(
            (_top(first, separator) for separator in _SEPARATORS), key=lambda top: (top.n_alike, len(top.headers))
        )
    except csv.Error as error:
        raise UnreadableFileError(file=file, expected="un tableau (CSV)", details=str(error)) from error
    if not has_more and not any(line.strip() for line in first[top.n_lines :]):
        raise EmptyFileError(file=file)
    lower = (TextTable(path, top.separator, tuple(_unique(row)), n_before, encoding) for n_before, row in top.lower)
    return TextTable(path, top.separator, tuple(_unique(top.headers)), top.n_before, encoding, tuple(lower))


@dataclass(frozen=True)
class _Top:
    """The top of a table, if a separator is the right one.

    Attributes
    ----------
    n_before, n_lines : lines over the headers, and up to their end.
    n_alike : rows, the headers among them, with as many cells as the headers; 0 where there is but one cell.
    lower : the next rows, each with the lines over it.
    """

    separator: str
    n_before: int
    n_lines: int
    headers: list[str]
    n_alike: int
    lower: list[tuple[int, list[str]]]


def _top(lines: Sequence[str], separator: str) -> _Top:
    """Find the headers: the first row without a date that fills half as many cells as the fullest.

    Titles and notes over a table fill one or two.
    """
    rows = csv.reader(lines, delimiter=separator)
    read = [(0, [""]), *((rows.line_num, row) for row in rows)]
    fullest = max(_n_filled(row) for _, row in read)
    likely = (i for i, (_, row) in enumerate(read) if i and 2 * _n_filled(row) >= fullest)
    position = next((i for i in likely if not any(map(_is_day, read[i][1]))), 1)
    n_lines, headers = read[position]
    n_alike = sum(len(row) == len(headers) for _, row in read[position:]) if len(headers) > 1 else 0
    following = range(position + 1, min(position + 1 + _LOWER, len(read) - 1))
    lower = [(read[i - 1][0], read[i][1]) for i in following]
    return _Top(separator, read[position - 1][0], n_lines, headers, n_alike, lower)


def _is_day(text: str) -> bool:
    return any(_matches(text, format_) for format_ in _DATE_FORMATS[Precision.DAY])


def _n_filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _unique(headers: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for position, header in enumerate(headers, start=1):
        name = header.strip().removeprefix("\ufeff") or f"colonne {position}"
        unique, repeat = name, 2
        while unique.lower() in seen:
            unique, repeat = f"{name} ({repeat})", repeat + 1
        seen.add(unique.lower())
        yield unique


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            # A file cut within a letter is still UTF-8: its last, torn, line is refused alone.
            while chunk := file.read(_CHUNK):
                if decoder.getstate()[0] or not _is_whole_utf8(chunk):
                    decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
    return True


def _is_whole_utf8(chunk: bytes) -> bool:
    """Whether bytes are UTF-8 from their first letter to their last; three times as fast as decoding them."""
    try:
        pa.array([chunk]).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


@contextlib.contextmanager
def _in_utf8(path: Path, encoding: str, *, file: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        try:
            with (
                path.open(encoding=encoding, newline="") as source,
                copy.open("w", encoding="utf-8", newline="") as target,
            ):
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
        except UnicodeError as error:
            raise UnreadableFileError(file=file, expected="un tableau (CSV)", details=type(error).__name__) from error
        yield copy


def _encoding(path: Path) -> str:
    """That of spreadsheets: « texte Unicode », which says so, or the Western one of Windows."""
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "cp1252"


def _matches(text: str, format_: str) -> bool:
    """Whether a text has the digits and marks of a format; ``strptime`` alone would take ``2024`` for ``%Y%m%d``."""
    return _pattern(format_).fullmatch(_OFFSET.sub(r"\1", text.strip())) is not None


def _pattern(format_: str) -> re.Pattern[str]:
    digits = {"%Y": r"\d{4}", "%m": r"(0?[1-9]|1[0-2])", "%d": r"(0?[1-9]|[12]\d|3[01])", "%H": r"\d{1,2}",
              "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d+", "%y": r"\d{2}"}  # fmt: skip
    pattern = re.escape(format_)
    for directive, digit in digits.items():
        pattern = pattern.replace(directive, digit)
    return re.compile(pattern)
