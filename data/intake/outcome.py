"""What became of the rows of a file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """Rows of one file; those loaded, duplicate and rejected add up to those read.

    Attributes
    ----------
    rows_read : rows under the headers; for a pivot table, the cells that hold a number.
    rejected : rows by reason, in French.
    period : first and last date, at the precision of the source; empty where the rows have none.
    not_located : facts without a zone, by level.
    read : headers that were read besides those of the roles.
    left : why other columns were left in the file, in French, by header.
    notes : what else the user should know of how the file was read, in French sentences.
    replaced : rows loaded that replace a figure of an earlier file.
    unmatched_zones : rows by name of zone that designates none, the most frequent first; of many, these alone.
    """

    rows_read: int
    duplicate: int
    rejected: Mapping[str, int]
    period: tuple[str, str]
    not_located: Mapping[str, int] = field(default_factory=dict)
    read: Collection[str] = ()
    left: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    replaced: int = 0
    unmatched_zones: Mapping[str, int] = field(default_factory=dict)

    @property
    def loaded(self) -> int:
        """Rows that the draft now holds."""
        return self.rows_read - self.duplicate - sum(self.rejected.values())
