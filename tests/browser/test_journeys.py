"""What a reader does: chooses, clicks, comes back, projects; and that every screen can be read by everybody."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_comfort import CUT

SCREENS = ("accueil", "carte", "evolution", "ressenti", "actions", "seance", "donnees", "methode")


@pytest.fixture(scope="module")
def address(app_server: Callable[[Path], str], demo_home: Path) -> str:
    return app_server(demo_home)


@pytest.fixture
def opened(page: Page, address: str, settled: Callable[[Page], None]) -> Callable[[str], Page]:
    def go(path: str) -> Page:
        page.goto(address + path)
        settled(page)
        return page

    return go


def choose(page: Page, label: str, option: str | re.Pattern[str]) -> None:
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option", name=option).first.click()


def chosen_on(page: Page, settled: Callable[[Page], None], name: str) -> None:
    """Click a zone of the atlas, where its name stands."""
    page.locator(".atlas g.names text", has_text=name).scroll_into_view_if_needed()
    box = page.locator(".atlas g.names text", has_text=name).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)


def said(page: Page) -> str:
    """What the screen shows: all its words but those that the atlas says of the last change."""
    text = page.locator("[data-testid=stMain]").inner_text()
    for announced in page.locator(".atlas [role=status]").all_inner_texts():
        text = text.replace(announced, "")
    return " ".join(text.split())


def test_everything_follows_when_a_reader_chooses_and_the_link_brings_it_back(opened, settled):
    page = opened("/carte")
    page.locator(".atlas select[name=indicateur]").select_option("signalements")
    settled(page)
    page.locator(".atlas select[name=categorie]").select_option("bruit_tapage")
    settled(page)
    chosen_on(page, settled, "Les Tanneries")
    expect(page.get_by_role("heading", name="Portrait – Les Tanneries")).to_be_visible()
    page.locator(".atlas details.dates > summary").click()
    page.locator(".atlas select[name=periode]").first.select_option("2024-10")
    settled(page)
    page.locator(".atlas details.dates > summary").click()  # An open menu is no part of the screen either.
    page.mouse.move(0, 0)  # A card under the pointer is no part of the screen.
    settled(page)
    link, seen = page.url, said(page)
    assert "d’octobre 2024 à novembre 2025" in seen
    for part in ("indicateur.signalements", "categorie.bruit_tapage", "zones.4", "periode.2024-10~2025-11"):
        assert part in link

    opened("/")
    page.goto(link)
    settled(page)
    assert page.url == link
    assert said(page) == seen


def test_filters_are_kept_when_the_reader_goes_to_another_screen_and_back(opened, settled):
    page = opened("/carte?choix=indicateur.signalements+zones.4")
    seen = said(page)
    page.get_by_role("link", name="Évolution", exact=True).click()
    settled(page)
    assert "/evolution" in page.url
    expect(page.locator("[data-testid=stMain]")).to_contain_text(
        "Signalements · de décembre 2024 à novembre 2025 · Les Tanneries"
    )
    page.get_by_role("link", name="Méthode").click()
    settled(page)
    page.get_by_role("link", name="Carte").click()
    settled(page)
    assert said(page) == seen


def test_atlas_follows_what_the_menus_of_another_screen_asked(opened, settled):
    page = opened("/evolution?choix=zones.4")
    choose(page, "Indicateur", "Signalements")
    settled(page)
    choose(page, "Catégorie", "Bruit et tapage")
    settled(page)
    choose(page, "Découpage", "IRIS")
    settled(page)
    assert page.url.endswith("/evolution?choix=categorie.bruit_tapage+decoupage.iris+indicateur.signalements+zones.4")
    page.get_by_role("link", name="Carte").click()
    settled(page)
    for menu, value in (("indicateur", "signalements"), ("categorie", "bruit_tapage"), ("decoupage", "iris")):
        expect(page.locator(f".atlas select[name={menu}]")).to_have_value(value)
    page.go_back()
    settled(page)
    expect(page.get_by_role("combobox", name="Catégorie")).to_have_value("Bruit et tapage")


def test_wrong_values_in_the_address_fall_back_when_nobody_offered_them(opened):
    page = opened("/carte?choix=indicateur.rien+categorie.xx+zones.ailleurs+periode.hier~demain+mois+.+autre.chose")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Plaintes · de janvier à décembre 2025")


def test_name_of_a_zone_chooses_it_and_gives_the_commune_back(opened, settled):
    page = opened("/evolution?choix=indicateur.signalements")
    zone = page.locator(".tiles [data-key='4']")
    zone.click()
    settled(page)
    assert page.url.endswith("zones.4")
    expect(page.locator("h1")).to_contain_text("Les Tanneries")
    expect(zone).to_have_attribute("aria-pressed", "true")
    expect(zone).to_be_focused()
    zone.press("Enter")
    settled(page)
    assert "zones" not in page.url
    expect(zone).to_have_attribute("aria-pressed", "false")


def test_view_of_the_curve_is_in_the_address(opened, settled):
    page = opened("/evolution")
    page.get_by_role("radio", name="Années").click()
    settled(page)
    assert page.url.endswith("vue.annees")
    expect(page.locator(".barlayer .point")).to_have_count(6)


def test_a_table_twin_says_what_its_chart_shows_and_downloads(opened, settled):
    page = opened("/carte?choix=indicateur.signalements")
    page.get_by_text("Lecture et tableau").first.click()
    settled(page)
    table = page.locator("[data-testid=stTable]").first
    expect(table.get_by_role("row")).to_have_count(16)
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le tableau (CSV)").first.click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert content.startswith("# ") and "Les Tanneries;" in content


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_can_be_read_by_everybody_on_every_size(page_of_each_size: Page, address, settled, axe, screen):
    page = page_of_each_size
    page.goto(f"{address}/{screen}")
    settled(page)
    assert axe(page) == []
    assert page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollWidth - main.clientWidth") <= 0
    assert page.evaluate(CUT) == []
    # Invented data are named so.
    expect(page.get_by_text("Données fictives").locator("visible=true").first).to_be_visible()


def test_every_chart_has_its_reading_as_text_alternative(opened, settled):
    page = opened("/evolution?choix=zones.4")
    for twin in reversed(page.locator("summary", has_text="Lecture et tableau").all()):
        twin.click()
        settled(page)
    charts = page.get_by_role("figure").all()
    assert len(charts) >= 2
    for chart in charts:
        expect(page.locator("[data-testid=stMain]")).to_contain_text(str(chart.get_attribute("aria-label")))


def test_paris_shows_its_real_zones_and_signalements(page, app_server, settled, project, tmp_path):
    real = project.parent / "shared" / "data" / "real"
    if not real.exists():
        pytest.skip("the real files of ../shared are not beside this clone")
    for command in (
        ["init", "--name", "Paris", "--insee", "75056"],
        ["zones", real / "paris_quartiers" / "quartier_paris.geojson", "--level", "quartier"],
        ["load", real / "paris_dansmarue_2023_2024" / "dans_ma_rue_10000.csv"],
    ):
        subprocess.run([sys.executable, "-m", "data", *command, "--home", tmp_path], cwd=project, check=True)
    page.goto(app_server(tmp_path) + "/carte?choix=periode.2023-08~2024-09")
    settled(page)
    expect(page.locator(".atlas path.zone")).to_have_count(80)
    expect(page.locator("[data-testid=stMain]")).to_contain_text(
        "«\u00a0Paris\u00a0»\u00a0: 10\u202f000\u00a0signalements."
    )
    assert page.get_by_text("Données fictives").count() == 0


def test_a_screen_that_stops_says_so_in_french_and_nothing_else(page, app_server, settled, demo_home, tmp_path):
    home = tmp_path / "abimee"
    shutil.copytree(demo_home, home)
    # The published snapshot lacks a table: a defect that neither the server's start nor any screen foresees.
    with duckdb.connect(home / "snapshots" / "000001.duckdb") as snapshot:
        snapshot.execute("DROP TABLE monthly_count")
    page.goto(app_server(home))
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("Aucune donnée n’a été perdue.")
    assert "Traceback" not in page.content() and "This app has encountered" not in page.content()


def test_a_damaged_snapshot_is_said_with_the_way_back(page, app_server, settled, demo_home, tmp_path):
    home = tmp_path / "abimee"
    shutil.copytree(demo_home, home)
    (home / "snapshots" / "000001.duckdb").write_bytes(b"rien")
    page.goto(app_server(home))
    settled(page)
    expect(page.get_by_role("alert")).to_contain_text("remettez le dossier « snapshots » d’une sauvegarde")
    assert "data init" not in page.locator("[data-testid=stMain]").inner_text()
