"""Changes in how sources record their facts: ``ruptures.csv``, in the home of the commune."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data import csv_lines
from data.journal import Zone
from data.model import Level
from data.reference import normalise


@dataclass(frozen=True)
class RecordingBreak:
    """A change in how a source records its facts, from a month on: what is counted changes, not the town.

    Attributes
    ----------
    source : slug of the source.
    note : what changed, in a few words.
    zones : where it changed; none for everywhere.
    """

    source: str
    month: date
    note: str
    zones: tuple[Zone, ...] = ()


def read(home: Path, names: Mapping[str, Zone]) -> tuple[RecordingBreak, ...]:
    """Changes of recording, in the order of the file; none when there is no such file.

    Parameters
    ----------
    names : zones of the commune, ``spreadsheet.by_name``.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, HomeFileError : see ``csv_lines.read``; or a zone is not known.
    """
    return tuple(
        RecordingBreak(line.text("source"), line.month("mois"), line.text("note"), _zones(line, names))
        for line in csv_lines.read(home / "ruptures.csv", ("source", "mois", "note"), ("zones",))
    )


def _zones(line: csv_lines.Line, names: Mapping[str, Zone]) -> tuple[Zone, ...]:
    zones: dict[Zone, None] = {}
    for name in line.cells["zones"].split("|") if line.cells["zones"] else ():
        zone = names.get(normalise(name))
        if zone is None:
            raise line.fault(f"« {name.strip()} » ne nomme aucune zone de la commune")
        zones[zone] = None
    return () if any(zone.level is Level.COMMUNE for zone in zones) else tuple(zones)
