"""A reader of the surveys: asks another question, opens what is closed, and comes back by the link; by keyboard too."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_journeys import choose

CLOSED = (
    "Voir les parts par zone, avec leur marge",
    "Mettre côte à côte ce qu’en disent la population et les partenaires",
    "Comparer les personnes ayant répondu au recensement",
)


@pytest.fixture
def opened(page, app_server, demo_home, settled):
    def go(choice=""):
        page.goto(f"{app_server(demo_home)}/ressenti?{choice}")
        settled(page)
        return page

    return go


def main(page):
    return page.locator("[data-testid=stMain]")


def test_question_is_chosen_and_the_link_brings_it_back(opened, settled):
    page = opened()
    choose(page, "Question", "Du bruit ou des rassemblements vous gênent-ils")
    settled(page)
    expect(main(page)).to_contain_text("Du bruit ou des rassemblements vous gênent-ils")
    choose(page, "Découpage", "Commune")
    settled(page)
    assert page.url.endswith("/ressenti?choix=decoupage.commune+question.gene")
    seen, link = main(page).inner_text(), page.url
    page.goto("about:blank")
    page.goto(link)
    settled(page)
    assert main(page).inner_text() == seen


def test_answer_is_chosen_where_none_is_better_than_another(opened, settled):
    page = opened("choix=question.probleme")
    choose(page, "Réponse comptée", "La propreté")
    settled(page)
    expect(main(page)).to_contain_text("Réponse comptée, que vous choisissez\u00a0: «\u00a0La propreté\u00a0»")


def test_what_is_closed_is_opened_by_keyboard_and_read_by_everybody(page_of_each_size, opened, settled, axe):
    page = opened("choix=question.gene")
    charts = page.get_by_role("figure")
    expect(charts).to_have_count(2)
    for label in CLOSED:
        page.locator("summary", has_text=label).focus()
        page.keyboard.press("Enter")
        settled(page)
    # Too few zones have answers for a model.
    expect(charts).to_have_count(5)
    # The last first, so that none moves before it is opened.
    for table in reversed(page.locator("summary", has_text="Lecture et tableau").all()):
        table.focus()
        page.keyboard.press("Enter")
        settled(page)
    for chart in charts.all():
        expect(main(page)).to_contain_text(str(chart.get_attribute("aria-label")))
    assert axe(page) == []
    assert main(page).evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0


@pytest.mark.parametrize(
    ("width", "beside"), [(1280, "same row"), (1100, "same row"), (1099, "first"), (641, "first"), (640, "last")]
)
def test_pictures_stand_side_by_side_and_the_waves_come_first_on_a_phone(opened, settled, width, beside):
    page = opened("choix=question.gene")
    page.set_viewport_size({"width": width, "height": 800})
    plane, waves = (page.locator(f".st-key-ressenti-{name}").bounding_box() for name in ("ecart", "vagues"))
    are_side_by_side = plane["x"] + plane["width"] <= waves["x"]
    assert are_side_by_side == (beside == "same row")
    assert are_side_by_side or (plane["y"] < waves["y"]) == (beside == "first")


def test_projection_keeps_the_question_and_takes_the_menus_away(opened):
    page = opened("choix=question.gene&projection=true")
    expect(page.locator(".st-key-filters")).to_be_hidden()
    expect(main(page)).to_contain_text("Du bruit ou des rassemblements vous gênent-ils")
    expect(page.get_by_text("Lecture et tableau")).to_have_count(0)


def test_table_of_the_first_picture_is_downloaded(opened, settled):
    page = opened()
    page.get_by_text("Lecture et tableau").first.click()
    settled(page)
    expect(page.locator("[data-testid=stTable]").first.get_by_role("row")).to_have_count(16)
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le tableau (CSV)").first.click()
    with open(download.value.path(), encoding="utf-8-sig") as file:
        assert file.readline().startswith("# Ressenti conforme aux faits dans 1")
        assert "Part (%)" in file.readline()
