"""What became of one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.model import Level


@dataclass(frozen=True)
class Delivery:
    """What became of one file, whatever it holds.

    Attributes
    ----------
    content : ``zones``, ``addresses``, or that of its shape: ``facts``, ``counts``, ``survey``, ``population``,
        ``benchmark``, ``zone_links``…
    source : slug of its source, or of the open file that it is.
    rows_read : rows under the headers; of a pivot table, the cells that hold a number; zones, or addresses of the
        commune.
    loaded, duplicate, rejected : rows; they add up to ``rows_read``.
    is_new : whether the commune has something more of it.
    delivery : its number; None for zones and addresses, which replace those there were.
    not_located : facts of this file without a zone, by level.
    period : first and last date, at the precision of the source; empty where the rows have none.
    personal : columns left in the file, by header, with what they seem to hold of persons, in French.
    notes : what else the user should know of how the file was read, in French sentences.
    replaced : rows loaded that replace a figure of an earlier file.
    unmatched_zones : rows by name of zone that designates none, the most frequent first; of many, these alone.
    level, labels, repaired : of zones, their level, what each is called and how many outlines were mended.
    crs, crs_name, crs_reason : of zones, the code of their coordinate system; in French, its name and why it was
        retained.
    streets : of addresses, the names of streets.
    rank : order among files loaded together: zones before what they locate, figures compared by population last.
    """

    content: str
    source: str
    file: str
    rows_read: int
    loaded: int
    is_new: bool
    duplicate: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    delivery: int | None = None
    not_located: Mapping[str, int] = field(default_factory=dict)
    period: tuple[str, str] = ("", "")
    personal: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    replaced: int = 0
    unmatched_zones: Mapping[str, int] = field(default_factory=dict)
    level: Level | None = None
    labels: tuple[str, ...] = ()
    repaired: int = 0
    crs: str = ""
    crs_name: str = ""
    crs_reason: str = ""
    streets: int = 0
    rank: int = 1
