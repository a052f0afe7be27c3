"""A file that nobody has described becomes data on the map; the next month's asks nothing. All of it by keyboard."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_donnees import first_row, give

HEADERS = "Correspondants de nuit;;;;\nIntervention du;Horaire;Motif;Secteur de la ville;Agent"
NOVEMBER = [
    "03/11/2025;21h30;Tapage nocturne;Centre ancien;Mme Martin",
    "04/11/2025;22h10;Regroupement dans un hall;La Gare;Mme Martin",
    "05/11/2025;23h00;Lecture de contes;Les Quais;M. Durand",
    "06/11/2025;20h45;Tags;Faubourg des Lices;M. Durand",
    "hier;20h45;Tags;Faubourg des Lices;M. Durand",
]
DECEMBER = ["03/12/2025;21h30;Regroupement dans un hall;Centre ancien;Mme Martin"]


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


@pytest.fixture
def opened(page: Page, app_server, home, settled):
    page.goto(app_server(home) + "/donnees")
    settled(page)
    give(page, settled, nuit__csv="\n".join([HEADERS, *NOVEMBER]))
    return page


def press(page, settled, name):
    """Go to a button with the keyboard alone, and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(80):
        if button.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    settled(page)


def test_unknown_file_is_described_by_keyboard_seen_on_the_map_and_known_next_month(opened, page, settled, home):
    assert "Nouvelle source\u00a0: Médiation" in page.get_by_test_id("stAlert").inner_text()
    press(page, settled, "Ce n’est pas cela")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(
        "Séparateur\u00a0: point-virgule. Lignes au-dessus des en-têtes, laissées de côté\u00a0: 1."
    )
    expect(main).to_contain_text("03/11/2025 · 04/11/2025 · 05/11/2025")
    expect(main).to_contain_text("colonne non lue\u00a0: elle semble contenir un nom de personne")
    assert "Martin" not in main.inner_text()
    for role, column in {"Date (jour, mois ou année)": "Intervention du", "Catégorie du fait": "Motif"}.items():
        expect(page.get_by_role("combobox", name=role)).to_have_value(column)
    expect(page.get_by_role("combobox", name="Regroupement dans un hall")).to_have_value("Rassemblements gênants")
    # A category that nothing resembles is chosen by typing its first letters.
    page.get_by_role("combobox", name="Lecture de contes").focus()
    page.keyboard.type("Bruit")
    page.keyboard.press("Enter")
    settled(page)
    press(page, settled, "Voir ce qui serait chargé")
    expect(main).to_contain_text("Lignes lues\u00a0: 5 (4 à charger et 1 écartées)")
    accepted, rejected = page.get_by_test_id("stTable").all()[1:]
    assert "Centre ancien" in accepted.inner_text() and "date illisible" in rejected.inner_text()
    assert not (home / "sources").exists()
    press(page, settled, "Enregistrer la description et charger")
    expect(page.get_by_text("est chargé et sa description enregistrée")).to_be_visible()
    expect(first_row(page)).to_contain_text("nuit.csv")

    page.get_by_role("link", name="Carte", exact=True).click()
    expect(page.locator(".atlas[data-ready]")).to_be_visible()
    settled(page)
    expect(main).to_contain_text("Version des données\u00a0: 000002")

    page.get_by_role("link", name="Données", exact=True).click()
    give(page, settled, decembre__csv="\n".join([HEADERS, *DECEMBER]))
    told = page.get_by_test_id("stAlert").inner_text()
    assert "Source reconnue\u00a0: Médiation" in told and "1 à charger" in told
    page.get_by_role("button", name="Charger", exact=True).click()
    expect(first_row(page)).to_contain_text("decembre.csv")


def test_survey_says_how_people_were_chosen_and_what_is_bad_news(opened, page, settled, home):
    rows = [f"Centre ancien;{felt}" for felt in ("Souvent", "Jamais", "Rarement") * 3]
    asked = "Vous sentez-vous en insécurité dans votre quartier, le soir ?"
    give(page, settled, sondage_2025__csv="\n".join([f"Votre quartier;{asked}", *rows]))
    page.get_by_role("radio", name="auprès de la population").check(force=True)
    settled(page)
    page.get_by_role("button", name="Ce n’est pas cela").last.click()
    settled(page)
    expect(page.get_by_role("combobox", name="Nom de la zone")).to_have_value("Votre quartier")
    page.get_by_text("Elles ont été tirées au sort").click()
    settled(page)
    press(page, settled, "Voir ce qui serait chargé")
    meaning = page.locator("[class*=st-key-description-meaning]")
    expect(meaning).to_contain_text("Souvent")
    expect(meaning).not_to_contain_text("Jamais")
    press(page, settled, "Enregistrer la description et charger")
    expect(page.get_by_text("est chargé et sa description enregistrée")).to_be_visible()
    (kept,) = (home / "sources").glob("*.toml")
    text = kept.read_text(encoding="utf-8")
    assert "voluntary = false" in text and '"Souvent"' in text.split("unfavourable")[1]


def test_two_columns_in_one_role_are_told_before_anything_else(opened, page, settled):
    press(page, settled, "Ce n’est pas cela")
    page.get_by_role("combobox", name="Heure, dans une colonne à part").focus()
    page.keyboard.type("Motif")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_text("La colonne «\u00a0Motif\u00a0» est choisie deux fois")).to_be_visible()
    expect(page.get_by_role("button", name="Voir ce qui serait chargé")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_description_can_be_read_by_everybody_on_every_size(opened, page, settled, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    press(page, settled, "Ce n’est pas cela")
    press(page, settled, "Voir ce qui serait chargé")
    assert axe(page) == []
