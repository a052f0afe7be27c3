"""What every block holds, wherever it is shown: on a screen, projected, in a document."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from analytics.charts.figure import Figure
from analytics.columns import declared
from analytics.disclosure import ProtectedTable


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One zone of a picture that shows the same of each.

    Attributes
    ----------
    code, name : of the zone; the name as it was typed.
    picture : an SVG as text.
    figures : what is written under it.
    word : a code of ``analytics.text.chips``; empty where there is none.
    """

    code: str
    name: str
    picture: str
    figures: str
    word: str = ""


Picture: TypeAlias = Figure | str | tuple[Tile, ...]
"""A plotly figure, an SVG as text, or small ones, in as many columns as there is room for."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A finding and its picture, from protected figures only.

    Attributes
    ----------
    key : its name on the screen and of its files; the same from run to run.
    title : what it says, in Markdown, in 12 words at most; empty where the screen's own headline says it.
    picture : draws it; ``large=True`` is for a projector.
    reading : what the picture shows, in Markdown; also its text for those who do not see it.
    table : the figures of the picture.
    columns : those shown in its table, in order; ``period`` stands for the two ends of a bucket.
    note : what is measured, where and when, in Markdown.
    asked : what was chosen, in Markdown: it stands where no menu is seen.
    source : says where the figures come from and what limits them, in Markdown; asked for where no screen says it.
    labels : French label of slugs of the table.
    provisional : first days of the months that the table marks so.
    is_activity : whether it counts what services recorded, and nothing else: all that a cellule de veille looks at.

    Raises
    ------
    ValueError : nothing is read in the picture, or a column is not declared.
    """

    key: str
    title: str
    picture: Callable[..., Picture]
    reading: str
    table: ProtectedTable
    columns: Sequence[str]
    note: str = ""
    asked: str = ""
    source: Callable[[], str] = str
    labels: Mapping[str, str] = field(default_factory=dict)
    provisional: Collection[date] = ()
    is_activity: bool = False

    def __post_init__(self) -> None:
        """Refuse a picture that says nothing."""
        if not self.reading.strip():
            raise ValueError(f"block {self.key} has no reading")
        declared(self.columns)
