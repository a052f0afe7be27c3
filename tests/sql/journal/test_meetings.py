"""The file of a meeting: its agenda, what is frozen for it, what is said of it, and what cannot change."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.errors import EntryError, StaleEntryError, UnknownEntryError
from data.journal import AgendaItem, Decision, DecisionWord, FrozenBlock, Meeting, MeetingKind
from data.model import Scope

WHEN = datetime(2026, 3, 12, 9, 4, tzinfo=UTC)
BY = {"by": "Coordination", "at": WHEN}
CONTENT = {"title": "Stable", "table": {"rows": [["Les Tanneries", 12, None]]}, "picture": {"svg": "<svg/>"}}


@pytest.fixture
def meeting(journal):
    return journal.register(
        Meeting(day=date(2026, 3, 20), label="Plénière", place="Mairie", kind=MeetingKind.RESTRICTED, scope=Scope.ELU),
        **BY,
    )


@pytest.fixture
def item(journal, meeting):
    return journal.register(AgendaItem(meeting=meeting.number, rank=1, label="Nuisances"), **BY)


def frozen(item, **changes):
    block = FrozenBlock(
        item=item.number, rank=1, screen="evolution", address="zones.07", code="A1B2C3", scope=Scope.ELU,
        snapshot="000004", content=CONTENT, frozen_at=WHEN,
    )  # fmt: skip
    return replace(block, **changes)


def test_meeting_keeps_its_place_its_kind_and_its_scope(journal, meeting):
    assert journal.meeting(meeting.number) == meeting
    assert (meeting.place, meeting.kind, meeting.scope) == ("Mairie", MeetingKind.RESTRICTED, Scope.ELU)
    with pytest.raises(UnknownEntryError):
        journal.meeting(meeting.number + 1)


def test_agenda_is_in_its_order_without_what_was_dropped(journal, meeting, item):
    second = journal.register(AgendaItem(meeting=meeting.number, rank=2, label="Gare", champ="mediation_sociale"), **BY)
    journal.revise(replace(item, rank=3), **BY)
    assert [one.label for one in journal.agenda(meeting.number)] == ["Gare", "Nuisances"]
    journal.revise(replace(second, dropped_on=WHEN.date()), **BY)
    assert [one.label for one in journal.agenda(meeting.number)] == ["Nuisances"]
    assert journal.agenda(meeting.number + 1) == ()


@pytest.mark.parametrize("change", [{"champ": "inconnu"}, {"rank": 0}, {"label": " "}])
def test_point_that_cannot_be_is_refused(journal, item, change):
    with pytest.raises(EntryError):
        journal.revise(replace(item, **change), **BY)


def test_frozen_block_is_read_as_it_was_written(journal, item):
    block = journal.register(frozen(item), **BY)
    assert journal.blocks(item.number) == (block,)
    assert journal.block("A1B2C3") == block
    assert journal.block("A1B2C4") is None
    assert block.content == CONTENT and block.frozen_at == WHEN


@pytest.mark.parametrize(
    "change",
    [
        {"content": CONTENT | {"title": "Hausse nette"}},
        {"scope": Scope.COORDINATION},
        {"snapshot": "000005"},
        {"code": "ZZZZZZ"},
        {"screen": "carte"},
        {"frozen_at": datetime(2027, 1, 1, tzinfo=UTC)},
    ],
)
def test_frozen_block_moves_and_never_changes(journal, item, change):
    block = journal.register(frozen(item), **BY)
    with pytest.raises(EntryError):
        journal.revise(replace(block, **change), **BY)
    moved = journal.revise(replace(block, rank=2), **BY)
    assert journal.block(block.code) == moved == replace(block, rank=2, version=2)


def test_dropped_block_leaves_the_meeting_and_keeps_its_code(journal, item):
    block = journal.register(frozen(item), **BY)
    dropped = journal.revise(replace(block, dropped_on=WHEN.date()), **BY)
    assert journal.blocks(item.number) == ()
    assert journal.block(block.code) == dropped


def test_blocks_of_a_meeting_are_numbered_in_their_order_without_what_was_dropped(journal, meeting, item):
    other = journal.register(AgendaItem(meeting=meeting.number, rank=2, label="Gare"), **BY)
    first = journal.register(replace(frozen(item), rank=2, code="A1"), **BY)
    second = journal.register(replace(frozen(item), rank=1, code="A2"), **BY)
    gone = journal.register(replace(frozen(item), rank=3, code="A3"), **BY)
    alone = journal.register(replace(frozen(other), code="A4"), **BY)
    journal.revise(replace(gone, dropped_on=WHEN.date()), **BY)
    numbers = {item.number: (second.number, first.number), other.number: (alone.number,)}
    assert journal.block_numbers(meeting.number) == numbers
    assert journal.block_numbers(meeting.number + 1) == {}
    assert journal.frozen_block(first.number) == first
    with pytest.raises(UnknownEntryError):
        journal.frozen_block(alone.number + 1)


def test_block_that_two_move_at_once_is_moved_by_the_first(journal, item):
    block = journal.register(frozen(item), **BY)
    journal.revise(replace(block, rank=2), **BY)
    with pytest.raises(StaleEntryError):
        journal.revise(replace(block, rank=3), **BY)


def test_block_and_point_stand_under_what_is_known(journal, item):
    with pytest.raises(UnknownEntryError):
        journal.register(replace(frozen(item), item=item.number + 1), **BY)
    with pytest.raises(UnknownEntryError):
        journal.register(AgendaItem(meeting=item.meeting + 1, rank=1, label="Gare"), **BY)


def test_decision_names_the_block_that_it_was_taken_before(journal, item):
    block = journal.register(frozen(item), **BY)
    decision = Decision(
        word=DecisionWord.ADJUST, reason="Plus tard le soir", owner="Ville", decided_on=WHEN.date(),
        meeting=item.meeting, block=block.number,
    )  # fmt: skip
    assert journal.register(decision, **BY).block == block.number
    with pytest.raises(UnknownEntryError):
        journal.register(replace(decision, block=block.number + 1), **BY)


def test_remarks_are_shared_or_internal_and_speak_of_a_point_or_a_block(journal, item):
    block = journal.register(frozen(item), **BY)
    shared = journal.remark(item.number, "À dire", is_shared=True, **BY)
    internal = journal.remark(item.number, "  Ne pas dire ", block=block.number, is_shared=False, **BY)
    assert journal.remarks(item.number) == (shared, internal)
    assert (internal.text, internal.block, internal.is_shared) == ("Ne pas dire", block.number, False)


@pytest.mark.parametrize("text", ["", "Voir avec jean.dupont@example.org", "Appeler le 06 12 34 56 78"])
def test_remark_that_is_empty_or_names_a_person_is_refused(journal, item, text):
    with pytest.raises(EntryError):
        journal.remark(item.number, text, is_shared=True, **BY)
    assert journal.remarks(item.number) == ()


def test_remark_stands_under_what_is_known(journal, item):
    with pytest.raises(UnknownEntryError):
        journal.remark(item.number + 1, "À dire", is_shared=True, **BY)
    with pytest.raises(UnknownEntryError):
        journal.remark(item.number, "À dire", block=99, is_shared=True, **BY)
