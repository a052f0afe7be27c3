"""Files in forms that people really send are dropped on the screen Données: one of each kind, understood and loaded."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from data import commune as communes
from data import journal, status
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level
from data.typography import typeset

SHARED = Path(__file__).parents[3] / "shared" / "data" / "trials"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the trial files are not on this machine (../shared/data/trials)"
)
OF_EACH_KIND = (
    "date_nature_quartier.csv",
    "une_feuille_par_mois.xlsx",
    "mois_et_natures_croises.xlsx",
    "dates_14_mars_24.csv",
    "dates_ambigues.csv",
    "nbre_de_faits.csv",
    "google_forms.csv",
    "qualtrics.csv",
    "point_wkt.csv",
    "tableau_html.xls",
    "registre_clspd.xlsx",
)
ZONES = ("zones_nom_secteur.geojson", "zones.kml", "zones_couches.gpkg", "zones_shapefile.zip")


def bomb() -> bytes:
    """A workbook of two cells, so far from each other that all those between would fill the memory."""
    book, file = Workbook(), BytesIO()
    for cell in ("A1", "XFD1048576"):
        book.active[cell] = "Date"
    book.save(file)
    return file.getvalue()


def table(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def iris() -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code_iris": f"35238010{i}", "nom_iris": f"Centre {i}", "code_insee": "35238"},
            "geometry": {"type": "Polygon", "coordinates": [[[west, 48], [west + 0.1, 48], [west, 48.2], [west, 48]]]},
        }
        for i, west in enumerate((-1.75, -1.6))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


OPEN_FILES = {
    "iris.geojson": iris,
    "habitants.csv": lambda: table(
        "IRIS;COM;P21_POP;P21_H0014;P21_H1529;P21_H3044;P21_H4559;P21_H6074;P21_H75P;P21_F0014;P21_F1529;P21_F3044;P21_F4559"
        ";P21_F6074;P21_F75P",
        *(f"35238010{i};35238;120;{';'.join(['10'] * 12)}" for i in range(2)),
    ),
    "adresses-35.csv": lambda: table(
        "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;nom_ancienne_commune;lon;lat",
        *(f"{i};{i};;Rue des Essais;35000;35238;Rennes;;-1.7{i};48.1" for i in range(1, 6)),
    ),
}
"""What the State publishes, in the order in which it can be loaded."""
REFUSED = {
    "a document": ("notes.pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "document PDF"),
    "a bomb": ("enorme.xlsx", bomb, "taille ordinaire"),
    "names of persons": (
        "constats.csv",
        lambda: table("Date;Nature;Quartier", *(f"{n:02}/03/2024;Tapage par M. Durand;Gare" for n in range(1, 13))),
        "un nom de personne",
    ),
    "quarters": ("trimestres.csv", lambda: (SHARED / "trimestres.csv").read_bytes(), "trimestre"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("essais") / "home"
    commune = communes.create(home, name="Rennes", insee_code="35238")
    door.take(commune, [SHARED / "base_quartiers.geojson"], ZoneProfile(Level.QUARTIER))
    return home


@pytest.fixture
def give(page: Page, app_server, settled, home) -> Callable[[str, bytes], Locator]:
    """Drop a file, and give the screen once it says what the file is."""

    def dropped(name: str, contents: bytes) -> Locator:
        page.goto(app_server(home) + "/donnees")
        settled(page)
        main = page.get_by_test_id("stMain")
        main.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": contents})
        expect(main.get_by_test_id("stAlert").or_(main.get_by_role("radiogroup")).first).to_be_visible()
        settled(page)
        return main

    return dropped


def answer_and_load(main: Locator, sender: str, wait: Callable[[], None]) -> None:
    """Choose the first answer to each question, say who sends the file where that is asked, then load."""
    load = main.get_by_role("button", name="Charger", exact=True)
    for _ in range(4):
        if load.count():
            break
        unanswered = [one for one in main.get_by_role("radiogroup").all() if not one.locator(":checked").count()]
        if unanswered:
            unanswered[0].locator("label").first.click()
        else:
            main.get_by_role("textbox").last.fill(sender)
            main.page.keyboard.press("Enter")
        wait()
    load.click()
    expect(main.get_by_text("Chargement terminé")).to_be_visible()


@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_file_is_understood_asked_about_and_loaded(page, give, settled, home, name):
    before = len(status.deliveries(communes.read(home)))
    main = give(name, (SHARED / name).read_bytes())
    answer_and_load(main, f"Service {name.split('.')[0].replace('_', ' ')}", lambda: settled(page))
    if name.startswith("registre"):
        with journal.open_journal(home) as kept:
            assert len(kept.actions()) == 3
    else:
        assert len(status.deliveries(communes.read(home))) == before + 1


@pytest.mark.parametrize("name", ZONES)
def test_zones_are_recognised_and_named(give, name):
    main = give(name, (SHARED / name).read_bytes())
    told = main.get_by_test_id("stAlert")
    for zone in ("Rivière", "Plateau", "Gare", "Docks"):
        expect(told).to_contain_text(zone)
    assert main.get_by_role("button", name="Charger", exact=True).count() or "déjà chargé" in told.inner_text()


def test_files_that_the_state_publishes_are_loaded_one_after_the_other(page, give, settled):
    for name, contents in OPEN_FILES.items():
        answer_and_load(give(name, contents()), "", lambda: settled(page))


@pytest.mark.parametrize("kind", REFUSED)
def test_file_that_cannot_be_loaded_is_told_why(give, kind):
    name, contents, reason = REFUSED[kind]
    main = give(name, contents())
    expect(main.get_by_test_id("stAlert")).to_contain_text(reason)
    assert not main.get_by_role("button", name="Charger", exact=True).count()


def test_names_without_a_zone_are_mapped_then_loaded(page, give, settled, home):
    main = give("noms_de_quartiers.csv", (SHARED / "noms_de_quartiers.csv").read_bytes())
    form = main.get_by_test_id("stForm")
    expect(form).to_contain_text(typeset("« Rivere » (1 ligne), peut-être « Rivière »"))
    expect(main.get_by_test_id("stAlert")).not_to_contain_text("Rivere")
    box = form.get_by_test_id("stSelectbox").locator("input").last
    # A list closes when its page scrolls.
    box.scroll_into_view_if_needed()
    settled(page)
    box.click()
    page.get_by_role("option", name="Rivière", exact=True).click()
    settled(page)
    form.get_by_role("button", name="Appliquer ces choix").click()
    expect(main.get_by_test_id("stAlert").first).to_contain_text("quartiers (2)")
    settled(page)
    answer_and_load(main, "Service des noms", lambda: settled(page))
