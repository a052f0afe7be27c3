"""Public places that help to read a map: ``lieux.csv``, in the home of the commune."""

from dataclasses import dataclass
from pathlib import Path

from data import csv_lines


@dataclass(frozen=True)
class PublicPlace:
    """A town hall, a station, a school…; longitude and latitude in degrees (WGS84)."""

    name: str
    nature: str
    longitude: float
    latitude: float


def read(home: Path) -> tuple[PublicPlace, ...]:
    """Public places of the commune, in the order of the file; none when there is no such file.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, HomeFileError : see ``csv_lines.read``.
    """
    return tuple(
        PublicPlace(line.text("nom"), line.text("nature"), line.degrees("longitude", 180), line.degrees("latitude", 90))
        for line in csv_lines.read(home / "lieux.csv", ("nom", "nature", "longitude", "latitude"))
    )
