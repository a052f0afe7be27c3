"""The file of a meeting as its documents hold it: what is frozen, shared and decided; never what is internal."""

from dataclasses import dataclass

from analytics.blocks import Block
from analytics.blocks.frozen import reopen
from analytics.text.markdown import plain
from data.commune import Commune
from data.journal import AgendaItem, Decision, FrozenBlock, Journal, Meeting, Remark
from data.reference import Nomenclature


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
    """A point of the agenda, with the shared remarks on it alone."""

    item: AgendaItem
    blocks: tuple[Shown, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingFile:
    """A meeting, its agenda and what was decided."""

    commune: Commune
    nomenclature: Nomenclature
    meeting: Meeting
    points: tuple[Point, ...]
    decisions: tuple[Decision, ...]


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
        points=tuple(_point(journal, item) for item in journal.agenda(number)),
        decisions=journal.decisions(meeting=number),
    )


def _point(journal: Journal, item: AgendaItem) -> Point:
    shared = [one for one in journal.remarks(item.number) if one.is_shared]
    return Point(
        item=item,
        blocks=tuple(
            _shown(one, tuple(remark for remark in shared if remark.block == one.number))
            for one in journal.blocks(item.number)
        ),
        remarks=tuple(one for one in shared if one.block is None),
    )


def _shown(frozen: FrozenBlock, remarks: tuple[Remark, ...]) -> Shown:
    return Shown(frozen=frozen, block=reopen(frozen.content), remarks=remarks)
