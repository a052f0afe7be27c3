"""A meeting projected by keyboard, decisions typed before its room, and the notes of who presents in another window."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from analytics.blocks.frozen import frozen
from analytics.blocks.years import years
from analytics.figures import Release, observe
from analytics.text import actions as actions_texts
from analytics.text import meetings as texts
from data import journal as journals
from data.journal import AgendaItem, Decision, DecisionWord, FrozenBlock, Meeting
from data.model import Level, Period, Scope, Selection
from tests.browser.conftest import watched
from tests.browser.test_projection import CUT, SIZES, at, n_pages

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BY = {"by": "Coordination", "at": AT}
POINTS = ("Tapage", "Dépôts sauvages", "Rassemblements")
FIRST_BLOCK = 3
LONG = "Reprendre la tournée des halls avec les bailleurs et la police municipale. " * 5


@pytest.fixture(scope="module")
def meeting(own_home):
    """A meeting of three blocks, one under each point, with a remark of either kind on the first."""
    release = Release(observe(own_home), Scope.COORDINATION)
    period = Period(date(2024, 1, 1), date(2025, 1, 1))
    content = frozen(years(release, Selection("signalements", Level.QUARTIER, period), (), measure="nombre"))
    with journals.open_journal(own_home) as journal:
        meeting = journal.register(Meeting(day=date(2026, 12, 10), label="Plénière"), **BY)
        for rank, label in enumerate(POINTS, start=1):
            item = journal.register(AgendaItem(meeting=meeting.number, rank=rank, label=label), **BY)
            block = FrozenBlock(
                item=item.number,
                rank=1,
                screen="evolution",
                address="",
                code=f"SEANCE{rank:02}",
                scope=meeting.scope,
                snapshot=release.version,
                content=content,
                frozen_at=AT,
            )
            number = journal.register(block, **BY).number
            if rank == 1:
                # As much as a room may be given to read.
                journal.remark(item.number, LONG, block=number, is_shared=True, **BY)
                decided = Decision(
                    word=DecisionWord.ADJUST, reason=LONG, owner=LONG[:80], decided_on=AT.date(),
                    meeting=meeting.number, block=number,
                )  # fmt: skip
                for _ in range(3):
                    journal.register(decided, **BY)
                journal.remark(item.number, "Le bailleur conteste.", is_shared=False, **BY)
                journal.remark(item.number, "Le canal a changé.", is_shared=True, **BY)
    return meeting


def reach(page, name):
    """Tab to a button, as who has no mouse does."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_meeting_is_projected_and_its_decision_recorded_by_keyboard(opened, meeting, press, settled):
    page = opened("/seance?projection=true")
    page.set_viewport_size({"width": 1280, "height": 720})
    settled(page)
    press(*["ArrowRight"] * (FIRST_BLOCK - 1))
    for rank, label in enumerate(POINTS):
        at(page, "Séance", FIRST_BLOCK + rank)
        expect(page.get_by_text(label, exact=True)).to_be_visible()
        expect(page.get_by_text(texts.scope(meeting), exact=True)).to_be_visible()
        expect(page.get_by_text("Le bailleur conteste.")).to_have_count(0)
        press("PageDown")
    press("PageUp")
    reach(page, actions_texts.WORD)
    press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=actions_texts.OWNER).focus()
    # What is typed, digits and b and f among it, turns no page.
    page.keyboard.type("Brigade 5 de fin")
    press("Home", "Escape", "Tab")
    dialog.get_by_role("textbox", name=actions_texts.REASON).focus()
    page.keyboard.type("Passer à 22 h")
    dialog.get_by_role("button", name=actions_texts.DECIDE).focus()
    press("Enter")
    expect(dialog).to_have_count(0)
    at(page, "Séance", FIRST_BLOCK + 2)
    expect(page.locator(".st-key-page-5").get_by_text("Passer à 22 h")).to_be_visible()
    press("End")
    expect(page.get_by_role("heading", name=texts.TAKEN)).to_be_visible()
    row = page.locator(".tableau tr", has_text="Passer à 22 h")
    expect(row).to_contain_text("Brigade 5 de fin")
    press("ArrowRight")
    at(page, "Données", 1)
    press("ArrowLeft")
    at(page, "Séance", n_pages(page))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_each_page_of_a_meeting_is_seen_whole(opened, meeting, press, settled, size):
    page = opened("/seance?projection=true")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settled(page)
    for number in range(1, n_pages(page) + 1):
        at(page, "Séance", number)
        down, across, pictures = page.evaluate(CUT)
        assert (down <= 0, across, pictures) == (True, 0, 0), number
        press("ArrowRight")


def test_notes_beside_the_room_turn_with_it(opened, meeting, press, settled):
    room = opened("/seance")
    with room.expect_popup() as opening:
        room.get_by_role("link", name=texts.NOTES).click()
    notes = opening.value
    with watched(notes):
        settled(notes)
        room.goto(room.url.split("?")[0] + "?projection=true")
        settled(room)
        for _ in range(FIRST_BLOCK - 1):
            press("ArrowRight")
            settled(notes)
        at(room, "Séance", FIRST_BLOCK)
        expect(notes.get_by_role("heading", name=POINTS[0])).to_be_visible()
        expect(notes.get_by_text("Le bailleur conteste.")).to_be_visible()
        expect(room.get_by_text("Le bailleur conteste.")).to_have_count(0)
        expect(notes.locator(".clock.now")).not_to_be_empty()
        notes.keyboard.press("ArrowRight")
        settled(notes)
        settled(room)
        at(room, "Séance", FIRST_BLOCK + 1)
        notes.keyboard.press("b")
        room.wait_for_function("document.documentElement.classList.contains('black')")
        notes.keyboard.press("b")
        room.wait_for_function("!document.documentElement.classList.contains('black')")
        # Out of step, each turns alone until both show the same page again.
        notes.goto(f"{notes.url.split('?')[0]}?choix=seance.{meeting.number}+vue.notes")
        settled(notes)
        press("ArrowRight")
        settled(notes)
        at(room, "Séance", FIRST_BLOCK + 2)
        expect(notes.get_by_role("heading", name=texts.LAST_TIME)).to_be_visible()
    notes.close()
