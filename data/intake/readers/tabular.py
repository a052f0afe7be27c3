"""Text tables as they come: encoding, separator and headers. Every cell is read as text."""

import codecs
import contextlib
import csv
import hashlib
import mmap
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import duckdb
import pyarrow as pa

from data.errors import EmptyFileError, MappingError, MissingFileError, UnreadableFileError
from data.intake.readers import archives, encodings, headers, parts, wrappings
from data.intake.readers.wrappings import Part
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_CHUNK = 1 << 20
_NO_SEPARATOR = "\x1f"
"""Separates units in ASCII, and nothing in the tables of today."""
_FIRST_LINES = 200
"""Among which the headers are looked for: titles and notes come before, and a header may hold line breaks."""
_SEPARATORS = (";", ",", "\t", "|")
_SUSPECTS = 1000
"""Rows that hold a line break, among which one that holds several rows is looked for."""
_STRAY_QUOTES = "Des guillemets y sont ouverts sans être fermés : les lignes ont été lues sans en tenir compte."
_TORN = "torn_line"


@dataclass(frozen=True)
class TextTable:
    """A readable text file: UTF-8 at ``path``, its separator and its headers, made unique.

    Attributes
    ----------
    n_before : lines over the headers, which say what the table is; of headers on two rows, the first is one of them.
    encoding : that of the file; None for the text of an archive, of a workbook or of records.
    lower : the same table if its headers were the next rows: some have a row of labels over a row of codes.
    title : text of the lines over the headers.
    part : header of the column that says from which sheet or file each row comes; None where there is but one.
    quoted : whether quotes enclose cells; not in a file where some stand alone.
    notes : what the user should know of how the file was read, in French sentences.
    """

    path: Path
    separator: str
    headers: tuple[str, ...]
    n_before: int = 0
    encoding: str | None = None
    lower: tuple["TextTable", ...] = ()
    title: str = ""
    part: str | None = None
    quoted: bool = True
    notes: tuple[str, ...] = ()

    def read(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Relation of all rows, every column VARCHAR, in the order of the file; torn lines go to ``torn_line``.

        The variable ``n_before`` of the connection numbers refused rows as a spreadsheet does.
        """
        forget_torn_lines(connection)
        connection.execute(statement("n_before"), {"n_before": self.n_before})
        return connection.read_csv(
            str(self.path),
            columns=dict.fromkeys(self.headers, "VARCHAR"),
            auto_detect=False,
            compression="none",
            delimiter=self.separator,
            header=True,
            skiprows=self.n_before,
            quotechar='"' if self.quoted else "",
            escapechar='"' if self.quoted else "",
            store_rejects=True,
            rejects_table=_TORN,
            rejects_scan=f"{_TORN}_scan",
        )

    def rows(self) -> Iterator[list[str]]:
        """Cells of each row under the headers, for files of a few thousand rows."""
        with self.path.open(encoding="utf-8-sig", newline="") as content:
            for _ in range(self.n_before):
                next(content)
            quotes = '"' if self.quoted else None
            cells = csv.reader(content, delimiter=self.separator, quotechar=quotes)
            next(cells)
            yield from cells


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file, whose columns are read as text like those of the others; a filter reads only what it needs."""

    path: Path
    headers: tuple[str, ...]
    lower: tuple[()] = ()
    title: str = ""
    part: str | None = None
    notes: tuple[str, ...] = ()

    def read(self, connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Relation of all rows, every column VARCHAR, in the order of the file."""
        forget_torn_lines(connection)
        connection.execute(statement("n_before"), {"n_before": 0})
        connection.execute(statement("torn_line"))
        return connection.read_parquet(str(self.path)).select(
            *(duckdb.ColumnExpression(header).cast("VARCHAR").alias(header) for header in self.headers)
        )

    def rows(self) -> Iterator[list[str]]:
        """Cells of each row, as text."""
        with duckdb.connect() as connection:
            for row in self.read(connection).fetchall():
                yield ["" if cell is None else cell for cell in row]


Table = TextTable | ParquetTable


@contextlib.contextmanager
def opened(path: Path, answers: Mapping[str, str] = MappingProxyType({})) -> Iterator[Table]:
    """Recognise a table; what is wrapped or in another encoding than UTF-8 is read through a copy, then discarded.

    Sheets of a workbook, or files of an archive, that have the same headers are one table.

    Parameters
    ----------
    answers : ``sheet``, which one to read where they differ, by its name.

    Raises
    ------
    MissingFileError, EmptyFileError, ArchiveError, UnreadableFileError
    UndecidedError : several sheets are tables of facts, and differ.
    """
    if not path.is_file():
        raise MissingFileError(file=path.name)
    if path.stat().st_size == 0:
        raise EmptyFileError(file=path.name)
    with contextlib.ExitStack() as stack:
        of_file = stack.enter_context(wrappings.unwrapped(path))
        tables: dict[Part, Table] = {}
        for part in of_file:
            try:
                table = stack.enter_context(_opened(part, is_file=part.path == path, file=path.name))
                tables[part] = replace(table, notes=(*table.notes, *part.notes))
            except (EmptyFileError, UnreadableFileError):
                # A note beside the tables of a workbook or of an archive, such as a letter, is not read.
                if len(of_file) == 1:
                    raise
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield parts.chosen(tables, answers, folder, file=path.name)


@contextlib.contextmanager
def _opened(part: Part, *, is_file: bool, file: str) -> Iterator[Table]:
    """The table of one part."""
    inside = part.path
    archives.refuse_foreign(inside, file=file)
    is_parquet = wrappings.is_parquet(inside)
    encoding = "utf-8" if is_file else None
    with contextlib.ExitStack() as stack:
        if not is_parquet and not _is_utf8(inside):
            encoding = encodings.of_text(inside)
            inside = stack.enter_context(_in_utf8(inside, encoding, file=file))
        if not is_parquet and _has_rows_in_quotes(inside):
            inside = stack.enter_context(_without_outer_quotes(inside))
        try:
            yield _parquet(inside) if is_parquet else _table(inside, encoding, file=file)
        # Rows are read where they are used, and only then seen to be torn; an error that names no text file is our own.
        except duckdb.Error as error:
            if not is_parquet and str(inside) not in str(error):
                raise
            expected = "un fichier Parquet" if is_parquet else "un tableau (CSV)"
            raise UnreadableFileError(file=file, expected=expected, details=type(error).__name__) from error


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def forget_torn_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty the list of torn lines, which grows at each reading of the same file."""
    connection.execute(f"DROP TABLE IF EXISTS {_TORN}")
    connection.execute(f"DROP TABLE IF EXISTS {_TORN}_scan")


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
            (headers.top(first, separator) for separator in _SEPARATORS),
            key=lambda top: (top.n_alike, len(top.headers)),
        )
    except csv.Error as error:
        raise UnreadableFileError(file=file, expected="un tableau (CSV)", details=str(error)) from error
    if not top.has_headers:
        raise MappingError(
            problem=f"le fichier « {file} » n’a pas de ligne d’en-têtes : la première est déjà celle d’un fait",
            advice="Ajoutez au-dessus une ligne qui nomme les colonnes.",
        )
    if not has_more and not any(line.strip() for line in first[top.n_lines :]):
        raise EmptyFileError(file=file)
    lower = (
        TextTable(path, top.separator, tuple(headers.unique(row)), n_before, encoding) for n_before, row in top.lower
    )
    table = TextTable(
        path, top.separator, tuple(headers.unique(top.headers)), top.n_before, encoding, tuple(lower), top.title
    )
    return _without_stray_quotes(table)


def _without_stray_quotes(table: TextTable) -> TextTable:
    """The table, read without quotes where one that stands alone makes a single cell of several rows."""
    with table.path.open("rb") as content, mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as text:
        if text.find(b'"') < 0:
            return table
    with duckdb.connect() as connection:
        cells = duckdb.FunctionExpression("concat", *map(duckdb.ColumnExpression, table.headers))
        several_lines = duckdb.FunctionExpression("contains", cells, duckdb.ConstantExpression("\n"))
        rows = table.read(connection).filter(several_lines).limit(_SUSPECTS).fetchall()
        is_open = connection.execute(statement("unclosed_quotes")).fetchall() != [(0,)]
    n_between = len(table.headers) - 1
    swallows = any(cell and "\n" in cell and cell.count(table.separator) >= n_between for row in rows for cell in row)
    if not is_open and not (swallows and n_between > 1):
        return table
    lower = tuple(replace(one, quoted=False) for one in table.lower)
    return replace(table, quoted=False, lower=lower, notes=(*table.notes, _STRAY_QUOTES))


def _has_rows_in_quotes(path: Path) -> bool:
    """Whether each row is one cell in quotes, as a spreadsheet writes a table of which it saw a single column."""
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as content:
        lines = (line.strip().rstrip("".join(_SEPARATORS)) for line in islice(content, _FIRST_LINES))
        first = [line for line in lines if line]
    if not all(line[0] == line[-1] == '"' and len(line) > 1 for line in first):
        return False
    inside = [line[1:-1].replace('""', "") for line in first]
    return not any('"' in row for row in inside) and any(
        all(separator in row for row in inside) for separator in _SEPARATORS
    )


@contextlib.contextmanager
def _without_outer_quotes(path: Path) -> Iterator[Path]:
    """A copy whose rows are the cells of the only column of a table."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        with (
            path.open(encoding="utf-8-sig", newline="", errors="replace") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            for row in csv.reader(source, delimiter=_NO_SEPARATOR):
                target.write("".join(row) + "\n")
        yield copy


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
