"""The file of a meeting as its documents hold it: what is frozen, shared and decided; never what is internal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from analytics.blocks import Block
from analytics.blocks.frozen import opened
from analytics.text import documents
from analytics.text.markdown import plain
from data.commune import Commune
from data.journal import AgendaItem, Decision, FrozenBlock, Journal, Meeting, Remark
from data.model import Scope
from data.reference import Nomenclature

Progress: TypeAlias = "Callable[[Shown], None]"
"""Told of each block before it is drawn; what it raises stops the document."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A frozen block, and the remarks on it that are shared."""

    frozen: FrozenBlock
    block: Block
    remarks: tuple[Remark, ...]

    def link(self, address: str) -> str:
        """What opens the block again, in the application at an address."""
        return f"{address}?choix=code.{self.frozen.code}"

    @property
    def title(self) -> str:
        """The title of the block; where its screen's headline says it, the first sentence of its reading."""
        return plain(self.block.title) or self.reading.split(". ")[0]

    @property
    def reading(self) -> str:
        """The reading of the block, without Markdown."""
        return plain(self.block.reading)


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point of the agenda.

    Attributes
    ----------
    said : the shared remarks on it alone, then what became of each view that is not in ``blocks``.
    """

    item: AgendaItem
    blocks: tuple[Shown, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingFile:
    """A meeting, its agenda and what was decided."""

    commune: Commune
    nomenclature: Nomenclature
    meeting: Meeting
    points: tuple[Point, ...]
    decisions: tuple[Decision, ...]

    @property
    def blocks(self) -> tuple[Shown, ...]:
        """The blocks of all points, in their order."""
        return tuple(one for point in self.points for one in point.blocks)


def meeting_file(journal: Journal, number: int) -> MeetingFile:
    """What the journal keeps of a meeting.

    Raises
    ------
    UnknownEntryError : no meeting has this number.
    """
    meeting = journal.meeting(number)
    return MeetingFile(
        commune=journal.commune,
        nomenclature=journal.nomenclature,
        meeting=meeting,
        points=tuple(_point(journal, meeting, item) for item in journal.agenda(number)),
        decisions=journal.decisions(meeting=number),
    )


def _point(journal: Journal, meeting: Meeting, item: AgendaItem) -> Point:
    shared = [one for one in journal.remarks(item.number) if one.is_shared]
    read = [_opened(one, meeting, shared) for one in journal.blocks(item.number)]
    return Point(
        item=item,
        blocks=tuple(one for one in read if isinstance(one, Shown)),
        said=(
            *(one.text for one in shared if one.block is None),
            *(one for one in read if isinstance(one, str)),
        ),
    )


def _opened(frozen: FrozenBlock, meeting: Meeting, shared: Sequence[Remark]) -> Shown | str:
    """A block with the remarks on it; or why it is not in the documents."""
    if frozen.scope not in (meeting.scope, Scope.PUBLIC):
        return documents.for_others(frozen)
    block = opened(frozen)
    if block is None:
        return documents.closed(frozen)
    return Shown(frozen=frozen, block=block, remarks=tuple(one for one in shared if one.block == frozen.number))
