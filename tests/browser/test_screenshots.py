"""Pictures of the README and of « Prise en main », from the running application; ``make screenshots`` keeps them."""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from analytics.text import guide
from data import commune as communes
from tests.browser import test_donnees
from tests.browser.test_assistant import HEADERS, NOVEMBER
from tests.browser.test_donnees import NEW, WRONG, give

FOLDER = Path(__file__).parent / "screenshots"
GUIDE = Path(__file__).parents[2] / "pages" / "app" / "static" / "guide"
SCREENS = {
    "accueil": "/?",
    "carte": "/carte?choix=indicateur.signalements+zones.4",
    "evolution": "/evolution?choix=indicateur.signalements",
    "ressenti": "/ressenti?",
    "actions": "/actions?",
    "evaluation": "/actions?choix=action.1",
    "donnees": "/donnees?",
    "methode": "/methode?",
}
IS_KEPT = "QUIETUDE_SCREENSHOTS" in os.environ
SIZES = {"1280": (1280, 800, ""), "390": (390, 844, ""), "1920": (1920, 1080, ""), "print": (794, 1123, ""),
         "projection": (1920, 1080, "&projection=true")}  # fmt: skip
PICTURES = {
    f"{screen}-{size}": (width, height, path + more)
    for screen, path in SCREENS.items()
    for size, (width, height, more) in SIZES.items()
    # Other tests open each screen at the other sizes.
    if IS_KEPT or size == "1280"
} | {"carte-changement-1280": (1280, 800, "/carte?choix=indicateur.signalements+zones.4+affichage.changement")}


@pytest.mark.parametrize("name", PICTURES)
def test_picture_of_the_readme_can_be_taken(
    page: Page,
    app_server: Callable[[Path], str],
    demo_home: Path,
    settled: Callable[[Page], None],
    tmp_path: Path,
    name,
):
    width, height, path = PICTURES[name]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(app_server(demo_home) + path)
    settled(page)
    if "print" in name:
        page.emulate_media(media="print")
    take(page, name, tmp_path)


def test_picture_of_a_file_that_is_described_can_be_taken(page: Page, app_server, demo_home: Path, settled, tmp_path):
    page.set_viewport_size({"width": 1280, "height": 1500})
    page.goto(app_server(demo_home) + "/donnees")
    settled(page)
    give(page, settled, correspondants_de_nuit__csv="\n".join([HEADERS, *NOVEMBER]))
    page.get_by_role("button", name="Ce n’est pas cela").click()
    settled(page)
    take(page, "description-1280", tmp_path)


def test_pictures_of_the_guide_can_be_taken_from_an_empty_commune(
    page: Page, app_server, demo_home: Path, settled, tmp_path_factory, tmp_path
):
    """Steps of « Prise en main », one after the other; the last is seen where there is something to see."""
    home = tmp_path_factory.mktemp("guide") / "home"
    communes.create(home, name="Valorne-sur-Aubrise", insee_code="31999")
    page.set_viewport_size({"width": 800, "height": 1200})
    page.goto(app_server(home) + "/donnees")
    settled(page)
    deposit = page.locator("[data-testid=stFileUploader]")
    for picture, name in (("zones", "quartiers.geojson"), ("fichier", "signalements_ville.csv")):
        page.locator("input[type=file]").set_input_files(demo_home / "livraisons" / name)
        expect(page.get_by_role("button", name="Charger", exact=True)).to_be_visible()
        settled(page)
        take_step(page, picture, tmp_path, below=deposit)
        page.get_by_role("button", name="Charger", exact=True).click()
        expect(page.get_by_text("Chargement terminé")).to_be_visible()
        settled(page)
    give(page, settled, signalements_decembre__csv="\n".join([test_donnees.HEADERS, *NEW, WRONG]))
    take_step(page, "ecartees", tmp_path, below=deposit)
    page.goto(app_server(home) + "/actions")
    settled(page)
    page.get_by_role("button", name="Nouvelle action").click()
    settled(page)
    take_step(page, "action", tmp_path, below=page.get_by_role("dialog"))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(app_server(demo_home) + "/")
    settled(page)
    take_step(page, "reunion", tmp_path)


def test_pictures_of_the_guide_are_there_and_small():
    assert {path.stem for path in GUIDE.glob("*.png")} == {step.picture for step in guide.STEPS}
    assert max(path.stat().st_size for path in GUIDE.iterdir()) < 60_000


def take_step(page: Page, name: str, tmp_path: Path, *, below: Locator | None = None) -> None:
    """Take the picture of a step, from an element down, in few colours: the application serves it."""
    clip = None
    if below:
        box = below.bounding_box()
        assert box is not None
        clip = {"x": 0, "y": box["y"] - 10, "width": 800, "height": 520}
    with Image.open(BytesIO(page.screenshot(clip=clip))) as picture:
        picture.quantize(64).save(folder(GUIDE, tmp_path) / f"{name}.png", optimize=True)


def take(page: Page, name: str, tmp_path: Path) -> None:
    """Take the picture, and keep it when asked to."""
    picture = page.screenshot()
    assert len(picture) > 20_000
    with Image.open(BytesIO(picture)) as taken:
        taken.quantize(128).save(folder(FOLDER, tmp_path) / f"{name}.png", optimize=True)
    assert "Valorne-sur-Aubrise" in page.locator("[data-testid=stMain]").inner_text()


def folder(kept: Path, tmp_path: Path) -> Path:
    """Where a picture is written: where it is kept, when asked to."""
    if not IS_KEPT:
        return tmp_path
    kept.mkdir(exist_ok=True)
    return kept
