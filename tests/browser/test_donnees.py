"""A coordinator gives files: told what each would bring, then loaded, seen on the map, and undone."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import commune as communes

HEADERS = "id,date_creation,type,adresse,lat,lon"
NEW = [f"n{n},2025-12-{n:02} 10:00:00,Tags et graffitis,1 rue de l’Essai,45.295894,-3.187504" for n in range(1, 6)]
WRONG = "n9,hier,Tags et graffitis,1 rue de l’Essai,45.295894,-3.187504"


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("donnees") / "home"))


@pytest.fixture
def opened(page: Page, app_server, home, settled):
    page.goto(app_server(home) + "/donnees")
    settled(page)
    return page


def give(page, settled, **files):
    page.locator("input[type=file]").set_input_files(
        [
            {"name": name.replace("__", "."), "mimeType": "text/csv", "buffer": text.encode()}
            for name, text in files.items()
        ]
    )
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    settled(page)


def first_row(page):
    """The last file that was loaded."""
    return page.locator(".tableau tbody tr").first


def undo(page, name):
    """Ask to undo a file, and confirm."""
    page.get_by_role("button", name=f"Annuler\u00a0: {name}", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(name)
    dialog.get_by_role("button", name="Annuler ce chargement").click()


def test_files_are_told_loaded_seen_and_undone(opened, page, settled):
    n_rows = page.locator(".tableau tbody tr").count()
    give(page, settled, suite__csv="\n".join([HEADERS, *NEW, WRONG]), inconnu__csv="a,b\n1,2\n")
    told, refused = page.get_by_test_id("stAlert").all_inner_texts()
    assert "suite.csv" in told and "Signalements reçus par la ville" in told
    assert "Lignes lues\u00a0: 6 (5 à charger et 1 écartées)" in told and "date illisible (1)" in told
    assert "inconnu.csv" in refused and "Rien ne dit ce que contient ce fichier" in refused
    assert page.locator(".tableau tbody tr").count() == n_rows > 0
    page.get_by_role("button", name="Charger", exact=True).click()
    expect(page.get_by_text("Chargement terminé")).to_be_visible()
    expect(first_row(page)).to_contain_text("suite.csv")
    settled(page)
    page.get_by_role("link", name="Carte", exact=True).click()
    expect(page.locator(".atlas[data-ready]")).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("Version des données\u00a0: 000002")
    page.get_by_role("link", name="Données", exact=True).click()
    settled(page)
    # « date illisible » : counted in the list, told on demand.
    first_row(page).get_by_role("button", name="Lignes écartées\u00a0: suite.csv").click()
    expect(page.get_by_role("dialog")).to_contain_text("1\u00a0ligne\u00a0: date illisible.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    undo(page, "suite.csv")
    expect(page.get_by_text("Le chargement de «\u00a0suite.csv\u00a0» est annulé")).to_be_visible()
    expect(first_row(page)).not_to_contain_text("suite.csv")


def test_nothing_is_loaded_twice(opened, page, settled, home):
    text = (home / "livraisons" / "signalements_ville.csv").read_text(encoding="utf-8")
    give(page, settled, encore__csv=text)
    told = page.get_by_test_id("stAlert").inner_text()
    assert "30\u202f231 déjà connues" in told and "à charger" not in told


def test_commune_without_data_takes_its_first_files(page, app_server, settled, tmp_path_factory):
    home = tmp_path_factory.mktemp("neuve") / "home"
    communes.create(home, name="Essai-sur-Test", insee_code="18999")
    page.goto(app_server(home) + "/donnees")
    settled(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("Il manque encore les faits.")
    give(page, settled, faits__csv="\n".join([HEADERS, *NEW]))
    page.get_by_role("button", name="Charger", exact=True).click()
    expect(first_row(page)).to_contain_text("faits.csv")
    # What was told of a file still there follows the data.
    give(page, settled, faits__csv="\n".join([HEADERS, *NEW]))
    told = page.get_by_test_id("stAlert").filter(has_text="Source reconnue")
    expect(told).to_contain_text("5 déjà connues")
    undo(page, "faits.csv")
    expect(told).to_contain_text("5 à charger")


UNKNOWN = ["Vieux centre", "Vieux centre", "Vieux centre", "Parvis de la gare", "Parvis de la gare", "Hors commune"]


def test_zones_of_unknown_names_are_chosen_in_order(page_of_each_size, app_server, home, settled):
    page = page_of_each_size
    page.goto(app_server(home) + "/donnees")
    settled(page)
    rows = [f"{day}/03/2024;Tags;{name}" for day, name in enumerate(["La Gare"] * 6 + UNKNOWN, start=10)]
    give(page, settled, noms__csv="\n".join(["Date;Nature;Quartier", *rows]))
    form = page.get_by_test_id("stForm")
    labels = form.locator("label")
    n_rows = (" (3 lignes)", " (2 lignes)", " (1 ligne)")
    expected = [f"« {name} »{n}" for name, n in zip(dict.fromkeys(UNKNOWN), n_rows, strict=True)]
    assert [" ".join(text.split()) for text in labels.all_inner_texts()] == expected
    boxes = form.get_by_test_id("stSelectbox").locator("input")
    for i, zone in enumerate(("Centre ancien", "La Gare", "Laisser sans zone")):
        # A list closes when its page scrolls.
        boxes.nth(i).scroll_into_view_if_needed()
        settled(page)
        boxes.nth(i).click()
        page.get_by_role("option", name=zone, exact=True).click()
        settled(page)
    form.get_by_role("button", name="Appliquer ces choix").click()
    expect(page.get_by_test_id("stAlert").first).to_contain_text("quartiers (1)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
