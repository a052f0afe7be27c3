"""Hot spots on the map: an outline around zones that touch, its sentence in the legend, and the reason for none."""

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.charts import atlas as charts
from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile, describe
from data.model import Level
from tests.browser.carte import Carte, asking

COLUMNS = 6
HOT = {0, 1, 2, COLUMNS, COLUMNS + 1, COLUMNS + 2}
"""A block of six zones in a corner."""
YEARS = (2023, 2024, 2025)
"""The last month may still be completed: the two years that are read end before it."""
SIDE = 0.02


def install(home: Path, n_zones: int) -> Path:
    """A commune of square zones, some of which count four times as many facts in every year."""
    commune = communes.create(home, name="Essai-sur-Test", insee_code="18999")
    features = []
    for i in range(n_zones):
        row, column = divmod(i, COLUMNS)
        west, north = 2 + SIDE * column, 47 - SIDE * row
        ring = [(west, north), (west + SIDE, north), (west + SIDE, north - SIDE), (west, north - SIDE), (west, north)]
        properties = {"code": f"{i:02}", "nom": f"Zone {i:02}", "population": 1000}
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    outline = home / "quartiers.geojson"
    outline.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    door.take(commune, [outline], ZoneProfile(Level.QUARTIER, code="code", label="nom", population="population"))
    facts = home / "signalements.csv"
    with facts.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["mois", "nature", "quartier", "nombre"])
        for year in YEARS:
            for month in range(1, 13):
                for i in range(n_zones):
                    count = (40 if i in HOT else 10) + (7 * i + 3 * month + year) % 5
                    table.writerow([f"{year}-{month:02}", "Bruit et tapage", f"{i:02}", count])
    columns = ["month=mois", "category=nature", "zone_code=quartier", "count=nombre"]
    door.take(commune, [facts], describe("signalement", columns, "quartier"))
    return home


@pytest.fixture(scope="module")
def homes(tmp_path_factory) -> dict[int, Path]:
    return {n: install(tmp_path_factory.mktemp(f"zones-{n}") / "home", n) for n in (29, 36)}


@pytest.fixture
def go(page, app_server, homes, settled):
    def opened(n_zones: int, parts: str = "") -> Carte:
        page.goto(
            f"{app_server(homes[n_zones])}/carte?{asking(f'indicateur=signalements&periode=2025-01~2025-12&{parts}')}"
        )
        settled(page)
        return Carte(page, lambda: settled(page))

    return opened


def outlined(carte: Carte) -> int:
    """Lines that the map draws around hot spots."""
    return carte.map.locator("g.hot g path").count()


def test_hot_spots_are_outlined_and_the_fill_keeps_its_meaning(go, page, tmp_path):
    carte = go(36)
    expect(carte.atlas.locator(".spots")).to_contain_text("sont des points chauds")
    assert outlined(carte) == 4
    assert carte.atlas.locator(".spots svg rect.hot").count() == 2
    hot = {name for name, said in carte.sentences.items() if said.endswith("Point chaud.")}
    assert hot and hot <= {f"Zone {i:02}" for i in HOT}
    # The box of the outline is that of the zones it is around, with a line of at most 7 pixels.
    boxes = [carte.zone(name[-2:]).bounding_box() for name in sorted(hot)]
    ring = carte.map.locator("g.hot g path").first.bounding_box()
    assert ring["x"] == pytest.approx(min(box["x"] for box in boxes), abs=8)
    assert ring["width"] == pytest.approx(max(b["x"] + b["width"] for b in boxes) - min(b["x"] for b in boxes), abs=16)
    colours = carte.colours
    carte.map.screenshot(path=tmp_path / "hot.png")
    page.evaluate("document.querySelector('.atlas g.hot').remove()")
    assert carte.colours == colours


def test_outline_goes_with_its_question(go):
    carte = go(36)
    for display, n_lines in (("changement", 0), ("mois", 0), ("ecart", 4), ("periode", 4)):
        carte.show(display)
        expect(carte.map.locator("g.hot g path")).to_have_count(n_lines)
        expect(carte.atlas.locator(".spots")).to_be_visible(visible=bool(n_lines))
    carte.choose("categorie", "bruit_tapage")
    expect(carte.map.locator("g.hot g path")).to_have_count(4)


def test_few_zones_are_no_news_on_the_map_and_the_reason_stands_beneath(go, page):
    carte = go(29)
    expect(carte.atlas.locator(".spots")).to_be_visible(visible=False)
    assert outlined(carte) == 0
    page.get_by_text("Voir où les taux élevés se regroupent").click()
    carte.settled()
    expect(page.locator("[data-testid=stMain]")).to_contain_text(re.compile("au moins 30 zones.*compte 29.zones"))


def test_hot_spots_have_their_table_once_opened(go, page):
    carte = go(36)
    page.get_by_text("Voir où les taux élevés se regroupent").click()
    carte.settled()
    page.locator(".st-key-carte-hot-table").get_by_text("Lecture et tableau").click()
    carte.settled()
    rows = page.locator(".st-key-carte-hot-table tbody tr").all_inner_texts()
    assert len(rows) == 36
    named = {row.split("\t")[0].strip() for row in rows if row.endswith("Point chaud")}
    assert named == {name for name, said in carte.sentences.items() if said.endswith("Point chaud.")}


def test_picture_that_is_kept_has_the_outline_and_the_sentence(go, page):
    carte = go(36)
    carte.atlas.locator("details.image summary").click()
    with page.expect_download() as download:
        carte.atlas.locator("button[name=svg]").click()
    drawing = Path(download.value.path()).read_text(encoding="utf-8")
    assert "points chauds" in drawing and 'mask="url(#atlas-hot)"' in drawing
    assert charts._pure_script().count("function hotLines") == 1
