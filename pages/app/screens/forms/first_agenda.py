"""The agenda that a meeting begins with: that of its kind, or that of an earlier one with today's figures."""

from dataclasses import replace
from datetime import datetime

from analytics.blocks.freeze import freeze_again
from analytics.text import meetings as texts
from data.journal import AgendaItem, FrozenBlock, Journal, Meeting
from pages.app.session import Session

_USUAL, _EMPTY = "habituel", "vide"


def options(journal: Journal) -> dict[str, str]:
    """What an agenda may begin with, by what ``register`` is given."""
    earlier = {str(one.number): texts.as_in(one) for one in journal.meetings()}
    return {_USUAL: texts.USUAL_POINTS, **earlier, _EMPTY: texts.NO_POINT}


def register(session: Session, meeting: Meeting, chosen: str, *, by: str, at: datetime) -> int:
    """Write a meeting and its agenda; gives how many blocks of the earlier meeting could not be made again.

    Raises
    ------
    EntryError, UnknownEntryError : see ``Journal.register``.
    """
    journal, n_lost = session.journal, 0
    points: list[tuple[AgendaItem, list[FrozenBlock]]] = []
    if chosen == _USUAL:
        points = [(item, []) for item in _usual(meeting, journal)]
    elif chosen != _EMPTY:
        for item in journal.agenda(int(chosen)):
            kept = journal.blocks(item.number)
            made = [freeze_again(session.release.observatory, one, session.actions, meeting, at=at) for one in kept]
            blocks = [one for one in made if one is not None]
            points.append((item, blocks))
            n_lost += len(kept) - len(blocks)
    with journal.writing() as writer:
        number = writer.register(meeting, by=by, at=at).number
        for rank, (item, blocks) in enumerate(points, start=1):
            new = AgendaItem(meeting=number, rank=rank, label=item.label, champ=item.champ)
            point = writer.register(new, by=by, at=at).number
            for place, one in enumerate(blocks, start=1):
                writer.register(replace(one, item=point, rank=place), by=by, at=at)
    return n_lost


def _usual(meeting: Meeting, journal: Journal) -> list[AgendaItem]:
    """The points that a meeting of this kind usually has."""
    first, last, has_champs = texts.USUAL[meeting.kind]
    champs = journal.nomenclature.champs if has_champs else {}
    named = [(label, "") for label in first] + [(one.label, slug) for slug, one in champs.items()]
    named += [(label, "") for label in last]
    return [AgendaItem(meeting=0, rank=1, label=label, champ=champ) for label, champ in named]
