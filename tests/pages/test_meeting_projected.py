"""A meeting before its room: its pages follow its agenda, decisions are typed there, and what is internal stays out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event

from analytics.blocks.frozen import frozen
from analytics.blocks.years import years
from analytics.figures import Release, evaluations, observe
from analytics.text import actions as actions_texts
from analytics.text import chips, documents, fr
from analytics.text import meetings as texts
from data.journal import AgendaItem, Decision, DecisionWord, FrozenBlock, Meeting
from data.model import Level, Period, Scope, Selection
from pages.app import guard
from pages.app.registry import SCREENS
from pages.app.screen import EVERYBODY
from pages.app.screens.seance import decisions
from tests.pages.test_forms import field, press
from tests.pages.test_pages import texts as shown

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BY = {"by": "Coordination", "at": AT}
HOSTILE = "**Gras** <b>x</b> [lien](http://exemple.org) =1+1"
OPENING = 2
"""Pages before the agenda: the decisions of last time, and what moved since."""


@pytest.fixture
def meeting(journal):
    """A meeting to come, which menus name first."""
    return journal.register(Meeting(day=date(2026, 12, 10), label="Plénière"), **BY)


@pytest.fixture
def freeze(journal, own):
    """Freeze the same block under a point."""
    release = Release(observe(own), Scope.COORDINATION)
    period = Period(date(2024, 1, 1), date(2025, 1, 1))
    content = frozen(years(release, Selection("signalements", Level.QUARTIER, period), (), measure="nombre"))

    def freeze(item, n, **changed):
        block = FrozenBlock(
            item=item.number,
            rank=n,
            screen="evolution",
            address="",
            code=f"{item.number:04}{n:04}",
            scope=Scope.COORDINATION,
            snapshot=release.version,
            content=content,
            frozen_at=AT,
        )
        return journal.register(replace(block, **changed), **BY)

    return freeze


def point(journal, meeting, rank=1, label="Nuisances"):
    return journal.register(AgendaItem(meeting=meeting.number, rank=rank, label=label), **BY)


def decide(journal, meeting=None, **changed):
    decision = Decision(word=DecisionWord.ADJUST, reason="Décaler", owner="Voirie", decided_on=date(2026, 11, 20))
    return journal.register(replace(decision, meeting=meeting and meeting.number, **changed), **BY)


@pytest.fixture
def room(open_page):
    def room(number=1, **parts):
        choix = " ".join([f"page.seance~{number}", *(f"{part}.{value}" for part, value in parts.items())])
        app = open_page("seance", "own", projection="true", choix=choix)
        assert not app.exception
        return app

    return room


def said(app):
    return "\n".join(shown(app))


def n_pages(app):
    return int(next(one.value for one in app.caption if " / " in one.value).split(" / ")[1])


@pytest.mark.parametrize(("n_blocks", "n_between"), [(0, 1), (1, 1), (2, 2), (40, 40)])
def test_each_block_has_a_page_and_a_point_without_any_has_one(journal, meeting, freeze, room, n_blocks, n_between):
    item = point(journal, meeting)
    for n in range(1, n_blocks + 1):
        freeze(item, n)
    app = room()
    assert n_pages(app) == OPENING + n_between + 1
    assert "Nuisances" in said(room(OPENING + n_between)) and texts.TAKEN in said(room(OPENING + n_between + 1))


def test_empty_agenda_has_its_first_and_its_last_pages(journal, meeting, room):
    assert n_pages(room()) == OPENING + 1


def test_point_that_is_not_projected_costs_the_page_no_figure(journal, meeting, freeze, room):
    item = point(journal, meeting)
    for n in range(1, 41):
        freeze(item, n)
    statements = []

    def note(*given):
        statements.append(given[2])

    event.listen(Engine, "before_cursor_execute", note)
    app = room(OPENING + 20)
    event.remove(Engine, "before_cursor_execute", note)
    assert f"{item.number:04}0020" in said(app) and f"{item.number:04}0021" not in said(app)
    assert sum("frozen_block.content" in one for one in statements) == 1


def test_opens_on_the_decisions_of_last_time_and_on_all_that_are_open(journal, meeting, own, room):
    release = Release(observe(own), meeting.scope)
    last = journal.register(Meeting(day=date(2026, 11, 20), label="Restreinte"), **BY)
    action = journal.actions()[0]
    done = decide(journal, last, reason="Ouvrir la salle", done_on=date(2026, 11, 21))
    judged = decide(journal, last, reason="Étendre la tournée", action=action.number)
    between = decide(journal, reason="Relancer le bailleur", due=date(2026, 11, 20))
    now = decide(journal, meeting, reason="Prise aujourd’hui")
    of_before = decisions.of_last_time(journal, meeting)
    assert of_before[:2] == (done, judged) and between in of_before and now not in of_before
    page = said(room())
    assert all(one.reason in page for one in (done, judged)) and action.name in page
    assert texts.tally(of_before, date.today()) in page and texts.DONE.format(day="21 novembre 2026") in page
    verdicts = {one.action.number: one.word for one in evaluations.evaluate(release, journal.actions())}
    assert chips.word(verdicts[action.number]) in page
    # Six decisions make two pages.
    assert actions_texts.SINCE.format(day="20 novembre 2026") in said(room(3))


def test_decisions_go_on_to_a_next_page(journal, meeting, room):
    before = n_pages(room())
    for n in range(6):
        decide(journal, meeting, reason=f"Décision numéro {n}")
    assert n_pages(room()) == before + 1
    page = said(room(before + 1))
    assert "Décision numéro 5" in page and "Décision numéro 4" not in page


def test_room_hears_no_decision_that_was_not_for_it(journal, room):
    kept = journal.register(Meeting(day=date(2026, 11, 19), label="Cellule", scope=Scope.ADMINISTRATION), **BY)
    open_to = journal.register(Meeting(day=date(2026, 11, 18), label="Conseil", scope=Scope.PUBLIC), **BY)
    secret, free, between = decide(journal, kept), decide(journal, open_to), decide(journal)
    public = journal.register(Meeting(day=date(2026, 12, 12), label="Réunion publique", scope=Scope.PUBLIC), **BY)
    assert decisions.of_last_time(journal, public) == (free,)
    assert decisions.before(journal, public) == open_to
    elus = journal.register(Meeting(day=date(2026, 12, 13), label="Conseil", scope=Scope.ELU), **BY)
    heard = decisions.of_last_time(journal, elus)
    assert free in heard and between in heard and secret not in heard


def test_scope_is_on_each_page(journal, meeting, freeze, room):
    freeze(point(journal, meeting), 1)
    for number in range(1, n_pages(room()) + 1):
        assert documents.SCOPES[meeting.scope] in said(room(number)), number


def test_internal_remarks_are_in_the_notes_alone(journal, meeting, freeze, room, open_page):
    item = point(journal, meeting)
    first, _ = freeze(item, 1), freeze(item, 2)
    journal.remark(item.number, "Du point, interne", is_shared=False, **BY)
    journal.remark(item.number, "Du bloc, interne", block=first.number, is_shared=False, **BY)
    journal.remark(item.number, "Du point, partagée", is_shared=True, **BY)
    journal.remark(item.number, "Du bloc, partagée", block=first.number, is_shared=True, **BY)
    pages = [said(room(number)) for number in range(1, n_pages(room()) + 1)]
    assert not any("interne" in page for page in pages)
    assert [n for n, page in enumerate(pages, 1) if "Du point, partagée" in page] == [OPENING + 1]
    assert [n for n, page in enumerate(pages, 1) if "Du bloc, partagée" in page] == [OPENING + 1]
    # Whoever projects the address of the notes shows the room's page.
    assert "interne" not in said(room(OPENING + 1, vue="notes"))
    notes = said(open_page("seance", "own", choix=f"page.seance~{OPENING + 1} vue.notes"))
    assert "Du point, interne" in notes and "Du bloc, interne" in notes and "Du bloc, partagée" in notes


def test_notes_turn_their_pages_and_name_what_comes_next(journal, meeting, freeze, open_page):
    freeze(point(journal, meeting, label="Premier"), 1)
    point(journal, meeting, rank=2, label="Second")
    app = open_page("seance", "own", choix="vue.notes")
    assert next(one for one in app.button if one.label == fr.PREVIOUS).disabled
    for _ in range(OPENING):
        press(app, fr.NEXT)
    assert "1. **Premier**" in said(app) and texts.NO_NEXT not in said(app)
    press(app, fr.LAST)
    assert f"1. **{texts.TAKEN}**" in said(app) and texts.NO_NEXT in said(app)
    assert next(one for one in app.button if one.label == fr.NEXT).disabled


@pytest.mark.parametrize("projection", ["true", "false"])
def test_decision_is_typed_before_a_block_and_shown_at_once(journal, meeting, freeze, open_page, projection):
    block = freeze(point(journal, meeting), 1)
    app = open_page("seance", "own", projection=projection, choix=f"page.seance~{OPENING + 1}")
    press(app, actions_texts.WORD)
    field(app.text_input, actions_texts.OWNER).set_value("Voirie")
    field(app.text_area, actions_texts.REASON).set_value(HOSTILE)
    press(app, actions_texts.DECIDE)
    (kept,) = journal.decisions(meeting=meeting.number)
    assert (kept.block, kept.action, kept.reason, kept.owner) == (block.number, None, HOSTILE, "Voirie")
    assert kept.decided_on == min(meeting.day, date.today())
    line = next(one.value for one in app.markdown if "Gras" in one.value)
    assert r"\*\*Gras\*\*" in line and r"\[lien\]" in line
    assert not [one for one in app.text_area if one.label == actions_texts.REASON]


@pytest.mark.parametrize(("n", "n_others"), [(2, 0), (3, 1)])
def test_latest_decisions_on_a_block_are_named_and_the_others_counted(journal, meeting, freeze, room, n, n_others):
    block = freeze(point(journal, meeting), 1)
    for one in range(n):
        decide(journal, meeting, block=block.number, reason=f"Numéro {one}" + " de la liste" * 40)
    page = said(room(OPENING + 1))
    assert [f"Numéro {one} de" in page for one in range(n)] == [one >= n_others for one in range(n)]
    assert (texts.OTHERS.format(n="1 autre") in page.replace("\xa0", " ")) == bool(n_others)
    assert "de la liste" * 40 not in page


def test_decision_of_an_action_is_on_the_last_page(journal, meeting, room):
    last = n_pages(room())
    app = room(last)
    press(app, actions_texts.WORD)
    action = journal.actions()[0]
    field(app.selectbox, actions_texts.ABOUT).set_value(action.number)
    field(app.text_input, actions_texts.OWNER).set_value("Voirie")
    field(app.text_area, actions_texts.REASON).set_value("Décaler la tournée")
    press(app, actions_texts.DECIDE)
    (kept,) = journal.decisions(meeting=meeting.number)
    assert (kept.block, kept.action) == (None, action.number)
    assert "Décaler la tournée" in said(app) and action.name in said(app)


def test_decision_without_a_reason_is_refused_and_stays_in_its_form(journal, meeting, room):
    app = room(n_pages(room()))
    press(app, actions_texts.WORD)
    field(app.text_input, actions_texts.OWNER).set_value("Voirie")
    press(app, actions_texts.DECIDE)
    assert app.warning and journal.decisions(meeting=meeting.number) == ()
    assert field(app.text_input, actions_texts.OWNER).value == "Voirie"


def test_block_frozen_for_others_than_the_meeting_is_not_shown(journal, meeting, freeze, room, open_page):
    block = freeze(point(journal, meeting), 1)
    journal.revise(replace(meeting, scope=Scope.PUBLIC), **BY)
    for app in (room(2), room(1), open_page("seance", "own", choix="page.seance~2 vue.notes")):
        assert block.content["reading"] not in said(app) and block.code not in said(app)
    # No earlier meeting is told to this room: nothing has moved « since ».
    assert texts.NOT_FOR_ROOM in said(room(2))


@pytest.mark.parametrize("number", [1, OPENING + 1])
def test_meeting_is_closed_to_an_elected_member(journal, meeting, freeze, room, monkeypatch, number):
    block = freeze(point(journal, meeting), 1)
    monkeypatch.setattr(guard, "SCOPE", Scope.ELU)
    page = said(room(number))
    assert fr.REFUSED in page and meeting.label not in page and block.content["reading"] not in page


def test_right_withdrawn_between_preparing_and_projecting_leaves_no_trace(journal, meeting, freeze, room, monkeypatch):
    freeze(point(journal, meeting, label="Réservé"), 1)
    monkeypatch.setattr(guard, "SCOPE", Scope.ELU)
    monkeypatch.setitem(SCREENS, "seance", replace(SCREENS["seance"], scopes=EVERYBODY))
    for number in (1, OPENING + 1):
        page = said(room(number, seance=meeting.number))
        assert texts.NONE in page and "Réservé" not in page and meeting.label not in page
