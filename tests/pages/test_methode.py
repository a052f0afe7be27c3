"""Screen « Méthode »: definitions shown as they are asked for, by the address and by the reader."""

import re

import pytest

from analytics.indicators import indicators
from analytics.text import chips, glossary, guide

SEARCH, KINDS = "menu-mots", "menu-sorte"


@pytest.fixture
def shown(open_page):
    """Titles, sheets and everything written of the screen at an address."""

    def show(choice="", commune="demo"):
        app = open_page("methode", commune, choix=choice)
        assert not app.exception
        said = "\n".join(text.value for text in (*app.markdown, *app.info))
        return app, [title.value for title in app.header], [sheet.label for sheet in app.expander], said

    return show


@pytest.mark.parametrize("commune", ["demo", "installed only", "zones without facts"])
def test_screen_opens_on_verdicts_and_on_how_figures_are_read_even_without_data(shown, commune):
    app, titles, sheets, said = shown(commune=commune)
    assert titles == ["Verdicts", "Figures"] and sheets == []
    assert len(app.get("image")) == len(glossary.MEANINGS) - 2
    # The name of the commune too.
    assert said.count("**") == 2 * (len(glossary.WORDS[glossary.FIGURES]) + 1)


def test_sheets_are_drawn_when_their_kind_is_asked(shown):
    _, titles, sheets, _ = shown("sorte.indicateurs")
    assert (titles, sheets) == (["Indicateurs"], [one.label for one in indicators().values()])
    _, titles, sheets, _ = shown("sorte.champs")
    assert titles == ["Champs d’action"] and len(sheets) == 11


@pytest.mark.parametrize("words", ["mediation%20sociale", "M%C3%89DIATION%20SOCIALE", "sociale%20m%C3%A9diations"])
def test_search_finds_every_sort_of_definition_whatever_the_case_and_the_accents(shown, words):
    _, titles, sheets, said = shown(f"mots.{words}")
    assert titles == ["Faits et lieux", "Indicateurs", "Champs d’action"]
    assert "Médiation sociale" in sheets and "**Médiation sociale**" in said


@pytest.mark.parametrize(
    ("words", "title", "found"),
    [
        ("encombrants", "Champs d’action", "Tranquillité résidentielle"),
        ("secret%20statistique", "Figures", "**Non communiqué**"),
        ("30%20exclu", "Verdicts", "Une hausse de plus de 30\u202f% est exclue"),
        ("VACANTS%20residence", "Indicateurs", "Cambriolages de logement"),
    ],
)
def test_search_reads_synonyms_and_definitions(shown, words, title, found):
    _, titles, sheets, said = shown(f"mots.{words}")
    assert title in titles
    assert found in said or any(found in sheet for sheet in sheets)


def test_guide_opens_from_its_link_before_there_is_data(shown):
    (choice,) = re.findall(r"\./methode\?choix=([^)]+)\)", guide.LINK)
    app, titles, _, said = shown(choice, "installed only")
    assert titles == [step.title for step in guide.STEPS] and len(app.get("image")) == 5
    assert all(step.text in said for step in guide.STEPS)
    assert app.title[0].value == guide.HEADLINE


@pytest.mark.parametrize(
    ("screen", "commune"),
    [
        ("accueil", "installed only"),
        ("donnees", "installed only"),
        ("carte", "zones without facts"),
        ("actions", "two eras"),
    ],
)
def test_guide_is_offered_where_there_is_nothing_yet(open_page, screen, commune):
    app = open_page(screen, commune)
    assert guide.LINK in "\n".join(text.value for text in (*app.markdown, *app.info))


def test_search_keeps_to_the_kind_that_is_asked(shown):
    _, titles, _, _ = shown("mots.mediation sorte.champs")
    assert titles == ["Champs d’action"]


def test_nothing_found_is_said_with_the_words_as_they_were_typed(shown):
    _, titles, sheets, said = shown("mots.**zzz**")
    assert titles == sheets == []
    assert "\\*\\*zzz\\*\\*" in said


def test_reader_writes_the_address(shown):
    app, *_ = shown()
    app.text_input(SEARCH).input("rodéos").run()
    app.button_group(KINDS).set_value("champs").run()
    assert app.query_params["choix"] == "mots.rod%C3%A9os sorte.champs"
    assert "Insécurité routière" in [sheet.label for sheet in app.expander]


def test_chip_stands_beside_each_verdict(shown):
    app, *_ = shown("sorte.verdicts")
    drawn = "".join(one.proto.body for one in app.get("html"))
    assert all(chips.word(code) in drawn for code in chips.BADGES)
