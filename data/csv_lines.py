"""Lines of a CSV file that a commune writes by hand in its home; a faulty one is refused with its number."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.errors import HomeFileError, MonthError, UnknownColumnError, UnreadableFileError
from data.model import parse_month


@dataclass(frozen=True)
class Line:
    """One line and its cells, trimmed, by header."""

    file: str
    number: int
    cells: Mapping[str, str]

    def fault(self, problem: str) -> HomeFileError:
        """The refusal of this line."""
        return HomeFileError(file=self.file, line=self.number, problem=problem)

    def text(self, column: str) -> str:
        """A cell that is not empty."""
        if not self.cells[column]:
            raise self.fault(f"la colonne « {column} » est vide")
        return self.cells[column]

    def month(self, column: str) -> date:
        """First day of a month written ``YYYY-MM``."""
        text = self.text(column)
        try:
            return parse_month(text)
        except MonthError as error:
            raise self.fault(f"« {text} » n’est pas un mois (par exemple 2025-03)") from error

    def degrees(self, column: str, limit: int) -> float:
        """Degrees, from ``-limit`` to ``limit``."""
        text = self.text(column)
        try:
            value = float(text.replace(",", "."))
        except ValueError as error:
            raise self.fault(f"« {text} » n’est pas un nombre") from error
        if not -limit <= value <= limit:
            raise self.fault(f"la {column} « {text} » n’est pas en degrés, de -{limit} à {limit}")
        return value


def read(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Line]:
    """Lines of a file, in its order; none when there is no such file.

    Parameters
    ----------
    columns : headers that the file must have.
    optional : headers that it may have: their cells are empty where it has not. The others are left out.

    Raises
    ------
    UnreadableFileError : the file is not a CSV in UTF-8.
    UnknownColumnError : a column is missing.
    HomeFileError : a line has more cells than columns.
    """
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=";", restval="")
            headers = reader.fieldnames or ()
            for column in columns:
                if column not in headers:
                    raise UnknownColumnError(file=path.name, column=column, columns=", ".join(headers))
            for row in reader:
                cells = {column: row.get(column, "").strip() for column in (*columns, *optional)}
                line = Line(path.name, reader.line_num, cells)
                if None in row:
                    raise line.fault("elle a plus de cellules que de colonnes")
                yield line
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError(file=path.name, expected="un fichier CSV en UTF-8", details=str(error)) from error
