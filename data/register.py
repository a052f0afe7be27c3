"""What a commune keeps beside its facts, in files of its home: public places, changes of recording."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.errors import MonthError, RegisterError, UnknownColumnError, UnreadableFileError
from data.model import parse_month


@dataclass(frozen=True)
class Place:
    """A public place that helps to read a map; longitude and latitude in degrees (WGS84)."""

    name: str
    nature: str
    longitude: float
    latitude: float


def places(home: Path) -> tuple[Place, ...]:
    """Public places of ``lieux.csv``, in the order of the file; none when there is no such file.

    Raises
    ------
    UnreadableFileError : the file is not a CSV in UTF-8.
    UnknownColumnError : a column is missing.
    RegisterError : a line is faulty.
    """
    columns = ("nom", "nature", "longitude", "latitude")
    return tuple(
        Place(line.text("nom"), line.text("nature"), line.degrees("longitude", 180), line.degrees("latitude", 90))
        for line in _lines(home / "lieux.csv", columns)
    )


@dataclass(frozen=True)
class Break:
    """A change in how a source records its facts, from a month on: what is counted changes, not the town.

    Attributes
    ----------
    source : slug of the source.
    note : what changed, in a few words.
    """

    source: str
    month: date
    note: str


def breaks(home: Path) -> tuple[Break, ...]:
    """Changes of recording of ``ruptures.csv``, in the order of the file; none when there is no such file.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, RegisterError : see ``places``.
    """
    return tuple(
        Break(line.text("source"), line.month("mois"), line.text("note"))
        for line in _lines(home / "ruptures.csv", ("source", "mois", "note"))
    )


@dataclass(frozen=True)
class _Line:
    """One line of a file and what its cells hold, trimmed."""

    file: str
    number: int
    cells: Mapping[str, str]

    def fault(self, problem: str) -> RegisterError:
        return RegisterError(file=self.file, line=self.number, problem=problem)

    def text(self, column: str) -> str:
        if not self.cells[column]:
            raise self.fault(f"la colonne « {column} » est vide")
        return self.cells[column]

    def month(self, column: str) -> date:
        text = self.text(column)
        try:
            return parse_month(text)
        except MonthError as error:
            raise self.fault(f"« {text} » n’est pas un mois (par exemple 2025-03)") from error

    def degrees(self, column: str, limit: int) -> float:
        text = self.text(column)
        try:
            value = float(text.replace(",", "."))
        except ValueError as error:
            raise self.fault(f"« {text} » n’est pas un nombre") from error
        if not -limit <= value <= limit:
            raise self.fault(f"la {column} « {text} » n’est pas en degrés, de -{limit} à {limit}")
        return value


def _lines(path: Path, columns: Sequence[str]) -> Iterator[_Line]:
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
                line = _Line(path.name, reader.line_num, {column: row[column].strip() for column in columns})
                if None in row:
                    raise line.fault("elle a plus de cellules que de colonnes")
                yield line
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError(file=path.name, expected="un fichier CSV en UTF-8", details=str(error)) from error
