"""Files in forms that people really send are dropped on the screen Données: one of each kind, understood and loaded."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import commune as communes
from data import journal, status
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level

SHARED = Path(__file__).parents[3] / "shared" / "data" / "trials"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the trial files are not on this machine (../shared/data/trials)"
)
OF_EACH_KIND = (
    "date_nature_quartier.csv",
    "une_feuille_par_mois.xlsx",
    "dates_14_mars_24.csv",
    "nbre_de_faits.csv",
    "google_forms.csv",
    "point_wkt.csv",
    "tableau_html.xls",
    "zones_nom_secteur.geojson",
    "registre_clspd.xlsx",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("essais") / "home"
    commune = communes.create(home, name="Rennes", insee_code="35238")
    door.take(commune, [SHARED / "base_quartiers.geojson"], ZoneProfile(Level.QUARTIER))
    return home


@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_file_is_understood_asked_about_and_loaded(page: Page, app_server, settled, home, name):
    page.goto(app_server(home) + "/donnees")
    settled(page)
    main = page.get_by_test_id("stMain")
    before = len(status.deliveries(communes.read(home)))
    main.locator("input[type=file]").set_input_files(SHARED / name)
    load = page.get_by_role("button", name="Charger", exact=True)
    closing = page.get_by_role("button", name="Ce n’est pas cela").or_(load)
    expect(closing.first).to_be_visible()
    settled(page)
    for _ in range(4):
        if load.count():
            break
        choice = main.get_by_placeholder("Choisissez une réponse")
        if choice.count():
            choice.first.focus()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        else:
            main.get_by_role("textbox").last.fill(f"Service {name.split('.')[0].replace('_', ' ')}")
            page.keyboard.press("Enter")
        settled(page)
    load.click()
    expect(page.get_by_text("Chargement terminé")).to_be_visible()
    if name.startswith("registre"):
        with journal.open_journal(home) as kept:
            assert len(kept.actions()) == 3
    elif not name.startswith("zones"):
        assert len(status.deliveries(communes.read(home))) == before + 1
