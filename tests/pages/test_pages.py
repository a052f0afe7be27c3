"""Each screen in front of each sort of commune: it stands, says whose figures these are, and keeps the gate."""

import base64
import dataclasses
import gzip
import json
import re
import sys
from datetime import date
from html import escape
from itertools import product

import numpy as np
import pytest

from analytics.figures import changes, felt_and_recorded, observe, surveys
from analytics.figures.comparability import Comparison, Obstacle
from analytics.indicators import indicator
from analytics.statistics.words import MOVES
from analytics.text import beginning, findings, fr, guide, headlines, readings
from analytics.text import feeling as feelings
from analytics.text.markdown import literal
from data.errors import DefinitionError
from data.model import Level, Period, Scope, Selection
from pages.app import guard
from pages.app.reader import address
from pages.app.registry import SCREENS
from pages.app.screens import evolution
from tests.scopes import full

PAGES = [*SCREENS]
WITH_FIGURES = ("accueil", "carte", "evolution")
READY = (
    "demo", "years only", "facts without zones", "zones without facts", "no population", "two eras",
)  # fmt: skip
# A commune without any fact has nothing to filter but the indicator.
FILTERS = {f"menu-{part}" for part in ("indicateur", "decoupage", "champ", "categorie", "zones", "periode")}
# The atlas is the menu of the Carte; Accueil shows every indicator and every zone.
FILTERS_OF = {"carte": set(), "evolution": FILTERS, "accueil": {"menu-decoupage", "menu-champ", "menu-periode"}}


def texts(app):
    """All that a page says: its elements, and the charts with their data."""
    said = [
        str(text)
        for element in walk(app.main)
        for text in (getattr(element, "value", None), getattr(element, "label", None), getattr(element, "help", None))
        if isinstance(text, str)
    ]
    said += [table.value.to_csv() for table in app.table]
    said += [image.alt for pictures in app.get("image") for image in pictures.proto.imgs]
    for chart in charts(app):
        said += [chart["alt"], json.dumps(decoded(json.loads(chart["figure"])["data"]), ensure_ascii=False)]
    for html in markup(app):
        said += re.findall(r'aria-label="([^"]*)"', html) + [" ".join(re.sub("<[^>]*>", " ", html).split())]
    return said


def charts(app):
    """What the browser is given of each of plotly's charts."""
    return [data for data in given(app) if isinstance(data, dict) and "figure" in data]


def markup(app):
    """The HTML that the browser is given of tables and of zones side by side."""
    return [data for data in given(app) if isinstance(data, str)]


def given(app):
    return [
        json.loads(part.proto.json) for part in app.get("bidi_component") if part.proto.WhichOneof("data") == "json"
    ]


def cube(app):
    """Header and cells of the cube that the browser holds, as the browser reads them."""
    (part,) = (part for part in app.get("bidi_component") if part.proto.WhichOneof("data") == "bytes")
    opened = gzip.decompress(part.proto.bytes[16:])
    end = 4 + int.from_bytes(opened[:4], "little")
    header = json.loads(opened[4:end])
    return header, np.frombuffer(opened[end:], dtype="<u4" if header["wide"] else "<u2")


def decoded(value):
    """Plotly's data with its packed arrays as lists of numbers."""
    if isinstance(value, dict):
        if "bdata" in value:
            return np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"]).tolist()
        return {key: decoded(item) for key, item in value.items()}
    return [decoded(item) for item in value] if isinstance(value, list) else value


def walk(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from walk(child)
        else:
            yield child


def keys(app):
    widgets = (*app.selectbox, *app.select_slider, *app.multiselect, *app.segmented_control, *app.toggle)
    return {widget.key for widget in widgets}


def below_the_menu(app):
    """How many elements a screen draws: all but the links to every screen."""
    return sum(1 for _ in walk(app.main)) - len(app.page_link)


@pytest.mark.parametrize(("screen", "commune"), [*product(PAGES, READY)])
def test_page_stands_and_says_whether_its_data_are_fictive_whatever_the_commune_holds(open_page, screen, commune):
    app = open_page(screen, commune)
    assert not app.exception
    (title,) = app.title
    name = "Valorne-sur-Aubrise" if commune == "demo" else "Essai-sur-Test"
    # Twenty words at most: a sentence that answers.
    assert title.value.endswith(".") and len(title.value.split()) <= 20
    assert any(text.value.startswith(f"**{name}** ") for text in app.markdown)
    assert "projection" in keys(app)
    if screen in WITH_FIGURES:
        has_facts, has_rates = commune != "zones without facts", commune in ("demo", "two eras")
        # On Accueil, the menu of indicators comes where several moved.
        asked = keys(app) - ({"menu-indicateur"} if screen == "accueil" else set())
        assert FILTERS & asked == (FILTERS_OF[screen] if has_facts else set())
        assert ("menu-mesure" in keys(app)) == (has_facts and has_rates and screen == "evolution")
        notes = [*texts(app), *(data["note"] for data in given(app) if isinstance(data, dict) and "note" in data)]
        assert screen == "accueil" or (fr.NO_RATE in notes) == (has_facts and not has_rates)
    said = "\n".join(texts(app))
    assert ("Données fictives" in said, "fictive" in said.lower()) == (commune == "demo",) * 2
    prose = "\n".join(text for text in texts(app) if not text.startswith("["))
    assert not re.search(r"\b(nan|None|NaT|inf)\b|<NA>", prose)


@pytest.mark.parametrize("screen", PAGES)
@pytest.mark.parametrize("projection", ["false", "true"])
def test_page_says_how_it_is_read_unless_it_is_projected(open_page, screen, projection):
    said = "\n".join(texts(open_page(screen, "two eras", projection=projection)))
    assert ("\n\n".join(SCREENS[screen].how_to_read) in said) == (projection == "false")


@pytest.mark.parametrize(
    ("screen", "commune"),
    # A commune that has nothing yet begins on the screen that takes its files, and may read what words mean.
    sorted({*product(PAGES, ("nothing", "installed only"))} - {*product(("donnees", "methode"), ("installed only",))}),
)
def test_page_says_how_to_begin_and_nothing_else_when_there_is_nothing_to_show(open_page, screen, commune):
    app = open_page(screen, commune)
    assert not app.exception
    if commune == "nothing":
        assert [title.value for title in app.title] == [fr.APP]
        assert [text.value for text in app.markdown] == [fr.INSTALL]
        assert "Aucune commune" in app.info[0].value
    else:
        assert [title.value for title in app.title] == [headlines.NO_FACTS]
        assert [text.value for text in app.markdown] == [
            beginning.steps({}, False),
            f"[{beginning.DEPOSIT}](./donnees)",
            f"{guide.LINK}.",
        ]
    assert below_the_menu(app) == (3 if commune == "nothing" else 4)


def test_data_screen_lists_the_open_files_of_a_real_commune_alone(open_page):
    app = open_page("donnees", "installed only")
    (checklist,) = app.expander
    assert (checklist.label, checklist.proto.expanded) == ("Fichiers ouverts (0 sur 5)", True)
    listed = checklist.markdown[1].value
    assert listed.count("[Manque]") == 4 and "adresses-18.csv.gz" in listed
    assert [one.label for one in open_page("donnees", "demo").expander] == [fr.TABLE]


@pytest.mark.parametrize(
    ("commune", "headline", "is_beginning"),
    [
        ("installed only", headlines.NO_FACTS, True),
        ("zones without facts", headlines.NO_FACTS, True),
        ("years only", "Les sources ne donnent que l’année des faits, sans leur mois.", False),
        ("demo", "Rien ne manque\u00a0: 4\u00a0sources reçues jusqu’en décembre 2025.", False),
    ],
)
def test_data_screen_opens_on_what_is_missing_and_on_what_to_begin_with(open_page, commune, headline, is_beginning):
    app = open_page("donnees", commune)
    assert not app.exception
    assert [title.value for title in app.title] == [headline]
    said = [text.value for text in app.markdown]
    assert any("Premier fichier d’un partenaire" in text for text in said) == is_beginning
    # The way to give a file is over it.
    assert f"[{beginning.DEPOSIT}](./donnees)" not in said


@pytest.mark.parametrize("screen", WITH_FIGURES)
def test_page_says_what_to_do_when_there_are_zones_but_no_fact(open_page, screen):
    app = open_page(screen, "zones without facts")
    assert beginning.steps({Level.QUARTIER: 2}, False) in [text.value for text in app.markdown]
    assert charts(app) == []


def test_years_are_drawn_when_months_are_unknown(open_page):
    app = open_page("evolution", "years only")
    (chart,) = charts(app)
    (bars,) = decoded(json.loads(chart["figure"])["data"])
    assert (bars["x"], bars["y"]) == (["2021", "2022", "2023"], [3, 3, 3])
    assert fr.YEARS_NOTE in [caption.value for caption in app.caption]


def lines(app):
    """Curves of the first chart, the edges of the usual band apart."""
    drawn = decoded(json.loads(charts(app)[0]["figure"])["data"])
    return [one for one in drawn if one.get("mode") == "lines" and one["line"]["width"]]


@pytest.mark.parametrize(("zones", "n_lines"), [("", 1), ("4", 1), ("4~12", 2), ("4~12~3", 3)])
@pytest.mark.parametrize("view", ["mois", "douze"])
def test_every_zone_chosen_is_drawn(open_page, view, zones, n_lines):
    app = open_page("evolution", "demo", choix=f"vue.{view} zones.{zones}")
    assert len(lines(app)) == n_lines


def test_years_add_up_to_the_sums_that_end_them(open_page):
    sums, years = (open_page("evolution", "demo", choix=f"vue.{view}") for view in ("douze", "annees"))
    (bars,) = decoded(json.loads(charts(years)[0]["figure"])["data"])
    assert lines(sums)[0]["y"][11::12] == bars["y"]


@pytest.mark.parametrize("view", ["mois", "douze", "annees"])
def test_rates_are_shown_where_they_are_asked_for(open_page, view):
    counted, rated = (
        decoded(
            json.loads(charts(open_page("evolution", "demo", choix=f"vue.{view} mesure.{one}"))[0]["figure"])["data"]
        )
        for one in ("nombre", "taux")
    )
    n_events, value = (np.nanmax(np.array(one[-1]["y"], dtype=float)) for one in (counted, rated))
    assert 0 < value < n_events


def test_every_zone_stands_with_what_the_judge_says_of_it(open_page, homes):
    (drawn,) = markup(open_page("evolution", "demo", choix="indicateur.plaintes zones.3"))
    assert re.findall(r'data-key="([^"]*)" aria-pressed="true"', drawn) == ["3"]
    year = Period(date(2025, 1, 1), date(2026, 1, 1))
    asked = Selection("plaintes", Level.QUARTIER, year)
    judged = changes.with_commune(full(observe(homes["demo"])), asked, Comparison.with_years_before(year)).frame[:-1]
    shown = drawn.split("<li>")[1:]
    assert len(shown) == len(judged)
    for tile, (_, row) in zip(shown, judged.iterrows(), strict=True):
        assert escape(row["zone_label"]) in tile and f'class="chip {row["word"]}' in tile
        assert readings.before_and_after(row) in tile


@pytest.mark.parametrize("category", ["", "animaux"])
def test_of_many_zones_those_that_moved_or_are_chosen_are_drawn_and_the_others_once_opened(open_page, homes, category):
    address = f"categorie.{category} decoupage.iris indicateur.signalements zones.{{}}"
    year = Period(date(2025, 1, 1), date(2026, 1, 1))
    table = changes.with_commune(
        full(observe(homes["demo"])),
        Selection("signalements", Level.IRIS, year, category or None),
        Comparison.with_years_before(year),
    ).frame[:-1]
    moved = {*table["zone_code"][table["word"].isin(MOVES)]}
    chosen = next(code for code in table["zone_code"] if code not in moved)

    def drawn(app):
        return [code for tiles in markup(app) for code in re.findall(r'data-key="([^"]*)"', tiles)]

    def closed(app):
        return [one.label for one in app.expander if one.label.startswith("L") and "zone" in one.label]

    app = open_page("evolution", "demo", choix=address.format(""))
    assert {*drawn(app)} == moved
    assert closed(app) == [findings.others(len(table) - len(moved), len(table))]
    app = open_page("evolution", "demo", choix=address.format(chosen))
    assert {*drawn(app)} == {*moved, chosen}
    app.session_state["evolution-other-zones-shown"] = True
    assert sorted(drawn(app.run())) == sorted(table["zone_code"])


@pytest.mark.parametrize(("most", "n_drawn"), [(13, 0), (14, 14), (15, 14)])
def test_all_zones_are_drawn_up_to_the_most_that_stand_together(open_page, monkeypatch, most, n_drawn):
    monkeypatch.setattr(evolution, "_TOGETHER", most)
    address = "categorie.animaux decoupage.quartier indicateur.signalements periode.2022-01~2022-12"
    tiles = markup(open_page("evolution", "demo", choix=address))
    assert sum(drawn.count("data-key=") for drawn in tiles) == n_drawn


def test_commune_stands_beside_others_once_asked_for_and_the_address_says_of_what(open_page):
    closed = open_page("evolution", "demo")
    assert fr.BENCHMARK_INDICATOR not in [menu.label for menu in closed.selectbox]
    app = open_page("evolution", "demo", choix="publie.vols_avec_armes")
    menu = app.selectbox(key="menu-publie")
    assert menu.value == "vols_avec_armes"
    menu.set_value("trafic_stupefiants").run()
    assert app.text_input(key="choix").value == "publie.trafic_stupefiants"
    said = "\n".join(texts(app))
    assert "personnes mises en cause, soit" in said and "99802, 99803 et 99804" in said
    assert fr.BENCHMARK_SUSPECTS in said


def test_file_that_brings_the_figures_of_others_is_named_when_it_is_not_loaded(open_page):
    assert fr.BENCHMARK_NONE in texts(open_page("evolution", "two eras"))


def test_change_of_recording_is_told_with_the_charts_of_its_source_and_no_other(open_page):
    told = "mars 2024 (une application permet de signaler depuis un téléphone)"
    app = open_page("evolution", "demo", choix="indicateur.signalements")
    assert told in "\n".join(texts(app))
    (shape, *_) = [one for one in json.loads(charts(app)[0]["figure"])["layout"]["shapes"] if one["type"] == "line"]
    assert shape["x0"] == "2024-03-01"
    assert told not in "\n".join(texts(open_page("evolution", "demo", choix="indicateur.plaintes")))
    assert told in "\n".join(texts(open_page("donnees", "demo")))


def test_change_of_recording_in_one_zone_is_told_of_that_zone_alone(open_page, homes):
    def of(screen, zones):
        return open_page(screen, "two eras", choix=f"indicateur.signalements periode.2024-06~2024-08 zones.{zones}")

    def marks(app):
        return [one for one in json.loads(charts(app)[0]["figure"])["layout"]["shapes"] if one["type"] == "line"]

    file = homes["two eras"] / "ruptures.csv"
    file.write_text("source;mois;note;zones\nsignalement;2024-03;application;Quartier 02\n", encoding="utf-8")
    told, reason = "mars 2024 (application, seulement à\u00a0: Quartier 02)", readings.obstacle(Obstacle.RECORDING)
    try:
        own, other = of("evolution", "02"), of("evolution", "01")
        portraits = ["\n".join(texts(of("carte", zone))) for zone in ("02", "01")]
        donnees = "\n".join(texts(open_page("donnees", "two eras")))
    finally:
        file.unlink()
    assert [len(marks(app)) for app in (own, other)] == [1, 0]
    assert all(told in text for text in ("\n".join(texts(own)), "\n".join(texts(other)), donnees))
    assert reason in portraits[0] and reason not in portraits[1]


@pytest.mark.parametrize("screen", ["evolution", "carte", "donnees"])
def test_screen_stands_and_says_so_when_the_changes_of_recording_do_not_read(open_page, homes, screen):
    file = homes["two eras"] / "ruptures.csv"
    file.write_text("source;mois;note\nsignalement;mars;x\n", encoding="utf-8")
    try:
        app = open_page(screen, "two eras")
    finally:
        file.unlink()
    assert not app.exception
    assert any("« ruptures.csv »".replace(" ", "\u00a0") in one.value for one in app.warning)


def test_provisional_months_are_said_under_their_chart_and_on_the_screen_of_files(open_page):
    app = open_page("evolution", "demo", choix="indicateur.signalements")
    said = "\n".join(texts(app))
    assert "Toute la commune, décembre 2025 (provisoire)\u00a0: " in said
    assert fr.PROVISIONAL_MONTHS.format(months="décembre 2025") in said
    assert "rovisoire" not in "\n".join(texts(open_page("evolution", "demo", choix="indicateur.plaintes")))
    assert "provisoires\u00a0: décembre 2025" in "\n".join(texts(open_page("donnees", "demo")))


# --- The reader's choices


def ask_for(app, **parts):
    """Ask for parts as menus, the atlas and addresses do."""
    field = app.text_input(key="choix")
    field.set_value(address.text(address.parts(field.value) | parts)).run()


@pytest.mark.parametrize("screen", WITH_FIGURES)
@pytest.mark.parametrize("slug", ["signalements", "main_courante", "mediation", "cambriolages"])
def test_page_follows_when_the_reader_asks_for_another_indicator(open_page, screen, slug):
    app = open_page(screen, "demo")
    ask_for(app, indicateur=slug)
    assert not app.exception
    said = [*texts(app), *(f"**{one.value}" for one in app.header)]
    assert any(text.startswith(f"**{indicator(slug).label}") for text in said)


def test_menus_write_what_they_are_given_in_the_address(open_page):
    app = open_page("evolution", "demo")
    app.selectbox(key="menu-indicateur").set_value("signalements").run()
    for menu, taken in (
        (app.selectbox(key="menu-categorie"), "bruit_tapage"),
        (app.multiselect(key="menu-zones"), ["4", "12"]),
        (app.segmented_control(key="menu-mesure"), "taux"),
        (app.segmented_control(key="menu-vue"), "douze"),
    ):
        menu.set_value(taken)
    app.select_slider(key="menu-periode").set_range("2024-03", "2025-02").run()
    written = "categorie.bruit_tapage indicateur.signalements mesure.taux periode.2024-03~2025-02 vue.douze zones.4~12"
    assert app.text_input(key="choix").value == written
    assert any("mars 2024 à février 2025 · Bruit et tapage · Les Tanneries et" in text for text in texts(app))
    app.selectbox(key="menu-categorie").set_value("").run()
    assert "categorie" not in app.text_input(key="choix").value


@pytest.mark.parametrize("screen", WITH_FIGURES)
def test_page_follows_when_the_reader_goes_to_an_indicator_of_another_era_or_level(open_page, screen):
    app = open_page(screen, "two eras")
    ask_for(app, zones="01")
    for slug in ("main_courante", "signalements"):
        ask_for(app, indicateur=slug)
        assert not app.exception
    ask_for(app, decoupage="commune")
    assert not app.exception


@pytest.mark.parametrize("screen", WITH_FIGURES)
def test_page_follows_when_zones_are_chosen_and_the_period_is_one_month(open_page, screen):
    app = open_page(screen, "two eras")
    ask_for(app, zones="01~02", periode="2024-12~2024-12")
    assert not app.exception
    assert not any(re.search(r"signalements? décembre", text) for text in texts(app))


def test_card_gives_its_counts_when_a_provisional_month_is_not_compared(open_page):
    app = open_page("accueil", "demo", choix="indicateur.signalements periode.2025-03~2025-12")
    assert any(re.match(r"Mars – nov\. 2025\u00a0: [+−]?[\d\u202f]+ \(de ", one) for one in texts(app))


# --- What is felt


def test_screen_of_surveys_says_what_to_load_when_there_is_none(open_page):
    app = open_page("ressenti", "two eras")
    assert [text.value for text in app.info] == [feelings.EMPTY]
    assert charts(app) == []


def test_what_is_closed_computes_nothing_until_it_is_opened(open_page, monkeypatch):
    for figures, names in ((felt_and_recorded, ("small_areas",)), (surveys, ("partners", "profile"))):
        for name in names:
            monkeypatch.setattr(figures, name, lambda *_: pytest.fail("computed though closed"))
    app = open_page("ressenti", "demo")
    assert not app.exception
    assert len(charts(app)) == 2


def test_menus_of_surveys_write_what_they_are_given_in_the_address(open_page):
    app = open_page("ressenti", "demo")
    app.selectbox(key="menu-question").set_value("gene").run()
    app.selectbox(key="menu-enquete").set_value("enquete_habitants~2022").run()
    written = "enquete.enquete_habitants~2022 question.gene"
    assert app.text_input(key="choix").value == written
    said = "\n".join(texts(app))
    assert "Population, 2022" in said and feelings.FIRST_WAVE in said


def test_facts_stand_beside_the_feeling_when_the_address_names_them(open_page):
    app = open_page("ressenti", "demo", choix="question.gene faits.main_courante")
    assert app.selectbox(key="menu-faits").value == "main_courante"
    said = "\n".join(texts(app))
    assert "Main courante du thème «\u00a0Bruit et rassemblements\u00a0», de janvier à décembre 2025" in said


@pytest.mark.parametrize(
    ("choice", "why", "n_charts"),
    [
        ("question.gene", "", 2),
        ("question.police_municipale", feelings.BESIDE_NONE, 2),
        ("question.gene decoupage.commune", feelings.BESIDE_COMMUNE, 2),
        # Neither facts nor an earlier wave to set beside.
        ("question.gene enquete.enquete_habitants~2022", feelings.FIRST_WAVE, 2),
        ("question.police_municipale enquete.enquete_habitants~2022", feelings.FIRST_WAVE, 1),
    ],
)
def test_shares_take_the_place_of_what_cannot_be_drawn_and_a_line_says_why(open_page, choice, why, n_charts):
    app = open_page("ressenti", "demo", choix=choice)
    assert not app.exception
    assert len(charts(app)) == n_charts
    assert why in "\n".join(texts(app))
    closed = [one.label for one in app.expander]
    assert (feelings.ZONES_SHOW in closed) == (not why)


def test_question_is_kept_when_the_survey_changes_and_comes_back_where_it_is_not_asked(open_page):
    app = open_page("ressenti", "demo", choix="question.gene")
    for survey, question in (
        ("habitants~2022", "gene"),
        ("partenaires~2025", "insecurite_missions"),
        ("habitants~2025", "gene"),
    ):
        app.selectbox(key="menu-enquete").set_value(f"enquete_{survey}").run()
        assert app.selectbox(key="menu-question").value == question


def test_zones_of_the_address_are_seen_first_in_both_pictures(open_page):
    app = open_page("ressenti", "demo", choix="question.gene zones.12~ailleurs")
    plane, waves = (json.loads(chart["figure"]) for chart in charts(app))
    assert "<b>Les Prés d’Aubrise</b>" in [name for trace in plane["data"] for name in trace.get("text", ())]
    bold = [name for name in waves["layout"]["yaxis"]["ticktext"] if "<b>" in name]
    assert bold == ["<b>Toute la commune</b>", "<b>Les Prés d’Aubrise</b>"]


def test_voluntary_survey_has_no_margin_and_says_why(open_page):
    app = open_page("ressenti", "demo", choix="enquete.enquete_partenaires~2025")
    said = "\n".join(texts(app))
    assert feelings.VOLUNTARY in said and "% des personnes ayant répondu disent" in said
    assert "avec une marge" not in said


def test_survey_whose_description_does_not_read_is_refused_in_a_sentence(open_page, monkeypatch):
    def refuse(home):
        raise DefinitionError(faults="enquete.toml (shape)")

    monkeypatch.setattr(sys.modules["analytics.figures.surveys.waves"], "read_profiles", refuse)
    app = open_page("ressenti", "demo")
    assert not app.exception
    assert [one.value for one in app.warning] == [literal(str(DefinitionError(faults="enquete.toml (shape)")))]
    assert charts(app) == []


# --- Who may see


OPEN = {
    Scope.PUBLIC: {"methode"},
    Scope.PARTENAIRE: {"methode"},
    Scope.ELU: set(PAGES) - {"donnees", "seance"},
    Scope.COORDINATION: set(PAGES),
    Scope.ADMINISTRATION: set(PAGES),
}


@pytest.mark.parametrize("scope", Scope)
def test_scope_opens_the_screens_of_its_own(scope):
    assert {slug for slug, screen in SCREENS.items() if guard.may_open(scope, screen)} == OPEN[scope]


@pytest.mark.parametrize(("screen", "is_open"), [("accueil", False), ("carte", False), ("evolution", False),
                                               ("ressenti", False), ("donnees", False), ("methode", True)])  # fmt: skip
def test_refusal_stands_alone_when_the_reader_may_not_open_the_screen(open_page, monkeypatch, screen, is_open):
    open_to = guard.may_open
    monkeypatch.setattr(guard, "may_open", lambda _, screen: open_to(Scope.PUBLIC, screen))
    app = open_page(screen, "demo")
    assert not app.exception
    assert [error.value for error in app.error] == ([] if is_open else [fr.REFUSED])
    assert is_open or below_the_menu(app) == 1


@pytest.fixture
def as_elu(monkeypatch):
    """The reader is an élu·e: the guard lets in with that scope."""
    require = guard.require
    monkeypatch.setattr(guard, "require", lambda screen: dataclasses.replace(require(screen), scope=Scope.ELU))


@pytest.fixture
def secretive(homes, monkeypatch):
    """The commune of two eras asks that nothing under 5,000 be shown: none of its numbers may be."""
    settings = homes["two eras"] / "commune.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"threshold = \d+", "threshold = 5000", text), encoding="utf-8")
    yield
    settings.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("screen", WITH_FIGURES)
@pytest.mark.parametrize("zones", [[], ["01", "02"]], ids=str)
def test_withheld_numbers_are_nowhere_when_the_reader_is_elected(open_page, as_elu, secretive, screen, zones):
    app = open_page(screen, "two eras")
    ask_for(app, indicateur="signalements", zones=address.joined(zones))
    assert not app.exception
    said = "\n".join(texts(app))
    assert not re.findall(r"\d\u00a0(?:signalement|évènement|fait)", said)
    # 36 facts in the first year and 96 in the second, of which 72 in the west.
    assert not re.findall(r"(?<![\d#.,-])(?:36|96|72|132)(?:\.0)?(?![\d%.-])", said)
    assert re.search(r"non communiqué|trop petit", said)


def test_small_counts_of_surveys_are_withheld_when_the_reader_is_elected(open_page, as_elu):
    app = open_page("ressenti", "demo", choix="question.gene")
    assert not app.exception
    said = "\n".join(texts(app))
    # 4 residents of Le Clos des Vignes are bothered: they could be told from the others, and the total would tell them.
    assert "Toute la commune\u00a0: non communiqué." in said and "984" not in said


def test_browser_holds_no_withheld_number_when_the_reader_is_elected(open_page, as_elu, secretive):
    app = open_page("carte", "two eras")
    header, cells = cube(app)
    marks = {65535, 65534}
    assert set(cells.tolist()) <= {0} | marks and 65535 in cells
    (asked,) = (data for data in given(app) if "words" in data)
    assert {mark for rows in asked["words"].values() for mark in "".join(rows)} <= {"w", "-", "4"}
    assert [
        edges for one in (header["edges"], asked["edges"]) for all_ in one.values() for edges in all_ if any(edges)
    ] == []
