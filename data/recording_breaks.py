"""Changes in how sources record their facts: ``ruptures.csv``, in the home of the commune."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data import csv_lines


@dataclass(frozen=True)
class RecordingBreak:
    """A change in how a source records its facts, from a month on: what is counted changes, not the town.

    Attributes
    ----------
    source : slug of the source.
    note : what changed, in a few words.
    """

    source: str
    month: date
    note: str


def read(home: Path) -> tuple[RecordingBreak, ...]:
    """Changes of recording, in the order of the file; none when there is no such file.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, HomeFileError : see ``csv_lines.read``.
    """
    return tuple(
        RecordingBreak(line.text("source"), line.month("mois"), line.text("note"))
        for line in csv_lines.read(home / "ruptures.csv", ("source", "mois", "note"))
    )
