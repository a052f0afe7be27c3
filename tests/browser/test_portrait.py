"""The portrait of a zone beside the map: where it stands, what it draws, and the map that stays as it is."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.text import fr
from analytics.text.verdicts import WORDS
from tests.browser import communes

SIGNALEMENTS = "indicateur=signalements"
TANNERIES, GARE = "4", "3"
CHIP = ".st-key-portrait .chip"


@pytest.fixture
def portrait(page):
    return page.locator(".st-key-portrait")


def titles(portrait):
    return portrait.get_by_role("heading").all_inner_texts()


@pytest.mark.browser_context_args(viewport={"width": 1280, "height": 720})
def test_portrait_is_beside_a_map_that_stands_on_the_first_screen(open_carte, portrait):
    carte = open_carte(f"{SIGNALEMENTS}&zones={TANNERIES}")
    frame, own = carte.atlas.locator(".frame").bounding_box(), portrait.bounding_box()
    assert frame["y"] + frame["height"] <= 720 and frame["height"] > 400
    assert own["x"] >= frame["x"] + frame["width"] and own["y"] < frame["y"] + 10
    assert own["width"] == pytest.approx(380, abs=1)
    rows = {box["y"] + box["height"] / 2 for box in map(lambda one: one.bounding_box(), menus(carte))}
    assert max(rows) - min(rows) < 5


def menus(carte):
    return carte.atlas.locator(".toolbar > :visible").all()


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
def test_portrait_answers_on_its_first_screen_over_the_map_of_a_phone(open_carte, page, portrait):
    carte = open_carte(f"{SIGNALEMENTS}&zones={TANNERIES}")
    frame, own = carte.atlas.locator(".frame").bounding_box(), portrait.bounding_box()
    assert own["y"] + own["height"] <= frame["y"]
    chip = page.locator(CHIP).first.bounding_box()
    assert chip["y"] + chip["height"] - own["y"] < 500
    assert page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0


def test_zone_clicked_draws_its_portrait_and_leaves_the_map_as_it_was(open_carte, page, portrait):
    carte = open_carte(SIGNALEMENTS)
    assert titles(portrait) == [fr.WHOLE_COMMUNE]
    page.evaluate(
        "document.querySelector('.atlas path.zone').wasThere = document.querySelector('.atlas svg.map').wasThere = true"
    )
    carte.click(TANNERIES)
    assert titles(portrait) == [f"{fr.PORTRAIT} – Les Tanneries"]
    carte.click(GARE, modifiers=["Shift"])
    assert titles(portrait) == [f"{fr.PORTRAIT} – {name}" for name in ("Les Tanneries", "La Gare")]
    kept = (
        "() => document.querySelector('.atlas path.zone').wasThere && document.querySelector('.atlas svg.map').wasThere"
    )
    assert page.evaluate(kept) is True
    for picture in portrait.locator("img").all():
        assert picture.get_attribute("alt")
    assert page.locator(CHIP).first.inner_text() in {
        *WORDS.values(),
        "±30\u202f% au plus",
        "+30\u202f% exclu",
        "−30\u202f% exclu",
    }


def test_zone_is_chosen_by_its_name(open_carte, portrait):
    carte = open_carte(SIGNALEMENTS)
    offered = carte.atlas.locator("select[name=nom] option").all_inner_texts()
    assert sorted(offered[1:]) == sorted(carte.names.values())
    carte.choose("nom", TANNERIES)
    assert carte.chosen == ["Les Tanneries"] and titles(portrait) == [f"{fr.PORTRAIT} – Les Tanneries"]
    carte.choose("nom", None)
    assert carte.chosen == [] and titles(portrait) == [fr.WHOLE_COMMUNE]


@pytest.mark.parametrize("slug", ["evolution", "ressenti", "actions"])
def test_links_of_the_portrait_keep_the_choice(open_carte, page, portrait, slug):
    carte = open_carte(f"{SIGNALEMENTS}&zones={TANNERIES}")
    portrait.get_by_role("link", name=fr.PORTRAIT_LINKS[slug]).click()
    page.wait_for_url(f"**/{slug}?*")
    carte.settled()
    assert carte.address["zones"] == [TANNERIES]
    assert carte.address["indicateur"] == ["signalements"]


@pytest.mark.parametrize("typed", ["<svg onload=alert(1)>", "$x$ et $y$", ":material/home: **gras**"])
def test_name_is_shown_as_typed_on_the_map_and_in_the_portrait(open_carte, app_server, page, portrait, tmp_path, typed):
    home = communes.install(tmp_path / "typed", communes.usual(), labels={"05": typed})
    carte = open_carte("zones=05", app_server(home))
    assert titles(portrait) == [f"{fr.PORTRAIT} – {typed}"]
    printed = carte.map.locator("g.names text").all_text_contents()
    assert any(text.startswith(typed) for text in printed)
    assert typed in carte.atlas.locator("select[name=nom] option").all_inner_texts()


def test_withheld_zone_prints_its_mark_and_has_no_figure_in_its_portrait(open_carte, app_server, portrait, tmp_path):
    given = {key: 30 for key in communes.usual()}
    last = max(month for _, _, month in given)
    given |= {key: 3 for key in given if key[1] == "05" and key[2] == last}
    home = communes.install(tmp_path / "withheld", given, threshold=5)
    carte = open_carte(
        f"affichage=mois&mois={last}&periode={last}~{last}&zones=05", app_server(home, "tests/browser/elu_app.py")
    )
    label = carte.map.locator("g.names text", has_text="Quartier 05")
    expect(label.locator(".figure")).to_have_text(fr.ATLAS["withheldMark"])
    said = portrait.inner_text()
    assert "trop petit pour être communiqué" in said and "3\u00a0signalement" not in said


def test_map_shows_what_a_survey_says_and_comes_back_to_the_facts(open_carte):
    carte = open_carte(SIGNALEMENTS)
    facts = carte.sentences
    asked = carte.atlas.locator("select[name=indicateur] optgroup option")
    carte.choose("indicateur", asked.first.get_attribute("value"))
    assert "dans votre quartier" in asked.first.inner_text()
    expect(carte.atlas.locator(".subtitle")).to_contain_text("dans votre quartier")
    table = {row["Zone"]: row for row in carte.table()}
    shares = {}
    for name, said in carte.sentences.items():
        share, *margin = re.findall(r"[\d,]+(?=\u202f%)", said) or [None]
        assert (share is None) is (said == "Données insuffisantes.") and len(margin) in (0, 2)
        assert share is None or abs(number(table[name]["Part (%)"]) - number(share)) <= 0.5
        shares[name] = share
    few = [name for name, share in shares.items() if share is None]
    assert 0 < len(few) < 14 and carte.colours.count("url(#atlas-unsure)") == len(few)
    for text in carte.map.locator("g.names text").all():
        figure = text.locator(".figure").text_content()
        name = text.evaluate("(text) => text.textContent").removesuffix(figure)
        assert not name or figure == ("?" if shares[name] is None else f"{shares[name]}\u202f%")
    expect(carte.atlas.locator(".mesure")).to_be_hidden()
    carte.page.reload()
    carte.settled()
    expect(carte.atlas.locator("select[name=indicateur]")).to_have_value(asked.first.get_attribute("value"))
    carte.choose("indicateur", "signalements")
    assert carte.sentences == facts


def number(text):
    return float(re.sub(r"[^\d,]", "", text).replace(",", "."))


def test_button_that_freezes_stands_on_the_line_of_the_table_until_it_is_opened(open_carte, page):
    carte = open_carte(f"{SIGNALEMENTS}&zones={TANNERIES}")
    line, button = page.locator(".st-key-carte-map-table summary"), page.locator(".st-key-freeze-carte-map-open button")
    closed, beside = line.bounding_box(), button.bounding_box()
    assert middle(closed) == pytest.approx(middle(beside), abs=4)
    assert 0 < beside["x"] - (closed["x"] + closed["width"]) < 40
    line.click()
    carte.settled()
    opened = page.locator(".st-key-carte-map-table").bounding_box()
    assert button.bounding_box()["y"] >= opened["y"] + opened["height"]
    assert opened["width"] > 2 * closed["width"]


def middle(box):
    return box["y"] + box["height"] / 2


def test_portrait_is_taken_away_as_a_page(open_carte, page, portrait):
    open_carte(f"{SIGNALEMENTS}&zones={TANNERIES}")
    with page.expect_download() as download:
        portrait.get_by_role("button", name=fr.PORTRAIT_PAGE).click()
    assert download.value.suggested_filename == f"portrait-{TANNERIES}.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-1.7")
