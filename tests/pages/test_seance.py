"""The file of a meeting on its screens: a block is frozen for those whom the meeting is for, and never changes."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import geopandas as gpd
import pytest

from analytics.blocks import recipe
from analytics.blocks.frozen import reopen
from analytics.export import tables
from analytics.figures import Release, observe, surveys
from analytics.text import documents
from analytics.text import meetings as texts
from data import commune as communes
from data.intake import door
from data.intake.profiles import describe
from data.journal import AgendaItem, Meeting, MeetingKind
from data.model import Audience, Scope
from data.warehouse import purge, repository, snapshot, undo
from pages.app import guard
from tests.pages.test_forms import field, press
from tests.pages.test_pages import texts as shown
from tests.scopes import full

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BY = {"by": "Coordination", "at": AT}


@pytest.fixture
def meeting(journal):
    """A meeting to come, which menus name first."""
    return journal.register(Meeting(day=date(2026, 12, 10), label="Plénière", scope=Scope.COORDINATION), **BY)


def freeze(open_page, label="Nuisances", screen="evolution", key="evolution-months", choix=""):
    app = open_page(screen, "own", choix=choix)
    app.button(key=f"freeze-{key}-open").click().run()
    if label:
        field(app.text_input, texts.LABEL).set_value(label)
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, texts.ADD)
    return app


def test_block_is_frozen_under_a_point_and_seen_on_the_screen_of_the_meeting(open_page, journal, meeting):
    app = freeze(open_page, choix="categorie.bruit_tapage indicateur.signalements")
    (item,) = journal.agenda(meeting.number)
    (block,) = journal.blocks(item.number)
    assert [one.value for one in app.success] == [texts.added(item)]
    assert (item.label, block.screen) == ("Nuisances", "evolution")
    assert "categorie.bruit_tapage" in block.address and block.scope is Scope.COORDINATION
    app = open_page("seance", "own")
    said = "\n".join(shown(app))
    assert texts.headline(meeting, 1, 1) in said and block.code in said and "Nuisances" in said
    app = open_page("seance", "own", choix=f"code.{block.code.lower()}")
    assert block.code in "\n".join(shown(app)) and texts.CLOSED not in "\n".join(shown(app))


def test_second_block_goes_under_the_same_point_and_moves_up_and_away(open_page, journal, meeting):
    item = journal.register(AgendaItem(meeting=meeting.number, rank=1, label="Nuisances"), **BY)
    for view in ("mois", "annees"):
        key = {"mois": "evolution-months", "annees": "evolution-years"}[view]
        freeze(open_page, label="", key=key, choix=f"vue.{view}")
    first, second = journal.blocks(item.number)
    app = open_page("seance", "own")
    of_blocks = [one for one in app.button if one.key.startswith("seance-block-")]
    [one for one in of_blocks if one.label.endswith(texts.UP)][1].click().run()
    assert [one.number for one in journal.blocks(item.number)] == [second.number, first.number]
    of_blocks = [one for one in app.button if one.key.startswith("seance-block-")]
    next(one for one in of_blocks if one.label.endswith(texts.REMOVE)).click().run()
    assert [one.number for one in journal.blocks(item.number)] == [first.number]


def test_point_without_a_name_is_refused_and_nothing_is_written(open_page, journal, meeting):
    app = freeze(open_page, label="")
    assert app.warning and journal.agenda(meeting.number) == ()


def test_frozen_figures_stay_whatever_is_loaded_corrected_or_purged(open_page, journal, meeting, own, tmp_path):
    freeze(open_page, choix="indicateur.signalements")
    (item,) = journal.agenda(meeting.number)
    (before,) = journal.blocks(item.number)
    for month in (10, 11, 12):
        load_more(own, tmp_path, month)
    *_, october, november, december = figures_today(own, before)
    undo.undo(communes.read(own), int(repository.deliveries(observe(own).connection)["delivery"].max()))
    load_more(own, tmp_path, 12, corrected=11)
    assert figures_today(own, before)[-3:] == [october, november + 8, december - 8]
    version = snapshot.current_version(own)
    purge.purge(communes.read(own), date(2040, 1, 1))
    assert before.snapshot < version < snapshot.current_version(own)
    (after,) = journal.blocks(item.number)
    assert json.dumps(after.content, sort_keys=True) == json.dumps(before.content, sort_keys=True)
    one, two = (reopen(kept.content) for kept in (before, after))
    assert tables.csv(one.table, dict(one.labels), "") == tables.csv(two.table, dict(two.labels), "")
    assert before.code in "\n".join(shown(open_page("seance", "own")))


def test_meeting_of_elected_members_freezes_what_they_may_see(open_page, journal, own):
    meeting = journal.register(Meeting(day=date(2026, 12, 11), label="Conseil", scope=Scope.ELU), **BY)
    freeze(open_page, key="evolution-zones", choix="categorie.animaux indicateur.signalements")
    (item,) = journal.agenda(meeting.number)
    (block,) = journal.blocks(item.number)
    assert block.scope is Scope.ELU and block.content["table"]["scope"] == Scope.ELU
    frame = reopen(block.content).table.frame
    assert frame["n_events"].dropna().between(1, block.content["table"]["threshold"] - 1).sum() == 0
    assert frame["n_events"].isna().any()
    said = "\n".join(shown(open_page("seance", "own")))
    assert documents.SCOPES[Scope.ELU] in said


MAP = "indicateur.signalements decoupage.quartier zones.4"
MAPS = {
    "carte": ("carte-map", f"{MAP} affichage.periode"),
    "carte change": ("carte-map", f"{MAP} affichage.changement"),
    "accueil zones": ("carte-map", "decoupage.quartier categorie.bruit_tapage"),
    "accueil champs": ("accueil-champs", ""),
    "accueil since": ("accueil-reunion", ""),
}


@pytest.mark.parametrize("block", MAPS)
def test_maps_and_changes_of_the_commune_are_frozen_for_whom_the_meeting_is_for(open_page, journal, own, block):
    meeting = journal.register(Meeting(day=date(2026, 12, 11), label="Conseil", scope=Scope.ELU), **BY)
    key, choix = MAPS[block]
    freeze(open_page, screen=block.split()[0], key=key, choix=choix)
    (item,) = journal.agenda(meeting.number)
    (kept,) = journal.blocks(item.number)
    again = reopen(kept.content)
    assert (again.key, kept.content["table"]["scope"]) == (key, Scope.ELU)
    assert again.picture(large=True) and again.reading and again.asked and again.source()
    # Accueil speaks of every category, whatever another screen chose.
    assert "Bruit et tapage" not in again.asked
    assert kept.code in "\n".join(shown(open_page("seance", "own")))


def test_map_of_feeling_is_frozen(open_page, journal, meeting, own):
    release = full(observe(own))
    wave = next(one for one in surveys.waves(release).values() if one.audience is Audience.HABITANTS)
    question = next(one for one in surveys.questions(release, wave).values() if one.has_orientation)
    asked = f"{MAP} affichage.ressenti enquete.{wave.slug} question.{question.slug}"
    freeze(open_page, screen="carte", key="carte-map", choix=asked)
    (item,) = journal.agenda(meeting.number)
    (kept,) = journal.blocks(item.number)
    assert "réponses défavorables" in kept.content["asked"] and "share_pct" in kept.content["table"]["columns"]


@pytest.mark.parametrize("display", ["periode", "mois", "changement", "ecart"])
def test_commune_alone_has_a_table_and_no_map_to_freeze(open_page, own, display):
    app = open_page("carte", "own", choix=f"indicateur.signalements decoupage.commune affichage.{display}")
    assert not app.exception and "freeze-carte-map-open" not in {one.key for one in app.button}


def test_code_that_opens_nothing_says_no_more(open_page, own):
    assert texts.CLOSED in "\n".join(shown(open_page("seance", "own", choix="code.ZZZZZZZZ")))


@pytest.mark.parametrize("scope", [Scope.PUBLIC, Scope.PARTENAIRE, Scope.ELU])
def test_code_without_the_right_says_what_a_code_that_opens_nothing_says(
    open_page, journal, meeting, monkeypatch, scope
):
    freeze(open_page, choix="indicateur.signalements")
    (block,) = journal.blocks(journal.agenda(meeting.number)[0].number)
    # The screen is refused whole; were it open, the block would be.
    for name, value in (("SCOPE", scope), ("require", seen_by(scope, guard.require))):
        with monkeypatch.context() as patch:
            patch.setattr(guard, name, value)
            known, unknown = (
                "\n".join(shown(open_page("seance", "own", choix=f"code.{code}"))).replace(code, "")
                for code in (block.code, "ZZZZZZZZ")
            )
        assert known == unknown
        assert block.content["title"] not in known and "Nuisances" not in known


def test_code_opens_for_those_whom_the_block_was_made_for(open_page, journal, own, monkeypatch):
    meeting = journal.register(Meeting(day=date(2026, 12, 11), label="Conseil", scope=Scope.ELU), **BY)
    freeze(open_page, choix="indicateur.signalements")
    (block,) = journal.blocks(journal.agenda(meeting.number)[0].number)
    monkeypatch.setattr(guard, "require", seen_by(Scope.ELU, guard.require))
    assert block.code in "\n".join(shown(open_page("seance", "own", choix=f"code.{block.code}")))


def seen_by(scope, require):
    return lambda screen: replace(require(screen), scope=scope)


def hold(open_page, *, label, kind=MeetingKind.PLENARY, agenda=None, scope=Scope.COORDINATION):
    """Register a meeting from the screen « Séance »."""
    app = open_page("seance", "own")
    press(app, "Nouvelle réunion")
    field(app.text_input, "Formation").set_value(label)
    field(app.selectbox, texts.KIND).set_value(kind)
    field(app.selectbox, texts.SCOPE).set_value(scope)
    if agenda:
        field(app.selectbox, texts.AGENDA).set_value(agenda)
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, "Enregistrer la réunion")
    assert not app.exception
    return app


def named(journal, label):
    return next(one for one in journal.meetings() if one.label == label)


@pytest.mark.parametrize("kind", MeetingKind)
def test_agenda_begins_with_the_usual_points_of_its_kind(open_page, journal, kind):
    hold(open_page, label="Essai", kind=kind)
    agenda = journal.agenda(named(journal, "Essai").number)
    first, last, has_champs = texts.USUAL[kind]
    champs = [*journal.nomenclature.champs] if has_champs else []
    assert [one.champ for one in agenda if one.champ] == champs
    assert [one.label for one in agenda if not one.champ] == [*first, *last]
    assert [one.rank for one in agenda] == [*range(1, len(agenda) + 1)]


def test_agenda_of_an_earlier_meeting_is_taken_again_with_the_figures_of_today(
    open_page, journal, meeting, own, tmp_path
):
    freeze(open_page, choix="indicateur.signalements")
    load_more(own, tmp_path)
    hold(open_page, label="Suivante", agenda=str(meeting.number))
    (item,) = journal.agenda(named(journal, "Suivante").number)
    (new,) = journal.blocks(item.number)
    ((old,),) = (journal.blocks(one.number) for one in journal.agenda(meeting.number))
    assert item.label == "Nuisances" and new.code != old.code
    assert old.snapshot < new.snapshot == snapshot.current_version(own)
    assert figures_of(new) != figures_of(old)
    *same, last = zip(figures_of(old), figures_of(new), strict=True)
    assert all(before == after for before, after in same) and last[1] == last[0] + 8


def test_note_says_when_figures_of_today_differ_and_only_then(open_page, journal, meeting, own, tmp_path):
    freeze(open_page, choix="indicateur.signalements")
    differ = texts.NEWER.split("[")[0]
    assert differ not in "\n".join(shown(open_page("seance", "own")))
    load_more(own, tmp_path)
    assert differ in "\n".join(shown(open_page("seance", "own")))


def test_block_whose_indicator_has_gone_keeps_its_figures_and_says_that_it_is_not_made_again(
    open_page, journal, meeting, own, tmp_path
):
    freeze(open_page, choix="indicateur.signalements")
    (item,) = journal.agenda(meeting.number)
    (block,) = journal.blocks(item.number)
    arguments = block.content["recipe"]["arguments"]
    arguments = arguments | {"selection": arguments["selection"] | {"indicator": "licorne"}}
    gone = dict(block.content, recipe=block.content["recipe"] | {"arguments": arguments})
    again = replace(block, number=0, version=0, rank=2, code="A" * 8, snapshot="000000", content=gone)
    journal.register(again, **BY)
    said = "\n".join(shown(open_page("seance", "own")))
    assert texts.GONE in said and block.code in said
    app = hold(open_page, label="Suivante", agenda=str(meeting.number))
    assert any(texts.lost(1) in one.value for one in app.success)
    (item,) = journal.agenda(named(journal, "Suivante").number)
    assert len(journal.blocks(item.number)) == 1


def test_cellule_de_veille_takes_activity_and_nothing_else(open_page, journal, own):
    watch = Meeting(day=date(2026, 12, 12), label="Veille", kind=MeetingKind.WATCH)
    meeting = journal.register(watch, **BY)
    app = freeze(open_page, screen="actions", key="evaluation-1", choix="action.1")
    assert app.warning and journal.agenda(meeting.number) == ()
    app = freeze(open_page)
    assert not app.warning and len(journal.agenda(meeting.number)) == 1


def test_points_move_and_go_and_a_new_one_comes_last(open_page, journal, meeting):
    for rank, label in enumerate(("Un", "Deux", "Trois"), 1):
        journal.register(AgendaItem(meeting=meeting.number, rank=rank, label=label), **BY)
    app = open_page("seance", "own")
    [one for one in app.button if one.label.endswith(texts.UP)][2].click().run()
    assert [one.label for one in journal.agenda(meeting.number)] == ["Un", "Trois", "Deux"]
    next(one for one in app.button if one.label.endswith(texts.REMOVE)).click().run()
    press(app, texts.ADD_POINT)
    field(app.text_input, texts.LABEL).set_value("Quatre")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    [one for one in app.button if one.label == texts.ADD_POINT][-1].click().run()
    assert [one.label for one in journal.agenda(meeting.number)] == ["Trois", "Deux", "Quatre"]


def test_remark_on_a_block_stands_under_it_and_an_internal_one_is_marked(open_page, journal, meeting):
    freeze(open_page)
    (item,) = journal.agenda(meeting.number)
    (block,) = journal.blocks(item.number)
    app = open_page("seance", "own")
    [one for one in app.button if one.label == texts.REMARK][-1].click().run()
    field(app.text_area, texts.REMARK).set_value("**Pas** un titre")
    field(app.text_input, "Service qui écrit").set_value("Coordination")
    press(app, texts.WRITE)
    (remark,) = journal.remarks(item.number)
    assert (remark.block, remark.is_shared) == (block.number, False)
    said = "\n".join(shown(app))
    assert texts.remark(remark) in said and "**Pas**" not in said and texts.INTERNAL in said


def load_more(own, tmp_path, month=12, *, corrected=None):
    """Eight more signalements in a month of 2025, or the same in the month that corrects it."""
    more = tmp_path / f"more-{month}-{corrected}.csv"
    place = gpd.read_file(own / "livraisons" / "quartiers.geojson").to_crs(4326).representative_point().iloc[0]
    rows = "".join(f"{month}-{day},2025-{corrected or month}-0{day},Tags,{place.y},{place.x}\n" for day in range(1, 9))
    more.write_text(f"number,day,category,lat,lon\n{rows}", encoding="utf-8")
    profile = describe("signalement", ["id=number", "date=day", "category=category", "lat=lat", "lon=lon"])
    door.take(communes.read(own), [more], profile)


def figures_today(own, block):
    """The figures of a frozen block with the data of today."""
    made = recipe.again(Release(observe(own), block.scope), block.content, ())
    return made.table.frame["n_events"].tolist()


def figures_of(block):
    return reopen(block.content).table.frame["n_events"].tolist()
