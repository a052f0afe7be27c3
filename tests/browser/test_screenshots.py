"""The pictures of the README, taken from the running application; ``make screenshots`` keeps them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_assistant import HEADERS, NOVEMBER
from tests.browser.test_donnees import give

FOLDER = Path(__file__).parent / "screenshots"
PICTURES = {
    "accueil-1280": (1280, 900, "/"),
    "carte-1280": (1280, 900, "/carte?choix=indicateur.signalements+zones.4"),
    "carte-changement-1280": (1280, 900, "/carte?choix=indicateur.signalements+zones.4+affichage.changement"),
    "carte-print-1280": (1280, 900, "/carte?choix=indicateur.signalements+zones.4+affichage.ecart"),
    "carte-390": (390, 844, "/carte?choix=indicateur.signalements+zones.4"),
    "evolution-1280": (1280, 900, "/evolution?choix=indicateur.signalements"),
    "ressenti-1280": (1280, 1500, "/ressenti"),
    "methode-1280": (1280, 900, "/methode"),
    "actions-1280": (1280, 1800, "/actions"),
    "actions-390": (390, 1600, "/actions"),
    "actions-projection-1920": (1920, 1400, "/actions?projection=true"),
    "carte-projection-1920": (1920, 1080, "/carte?choix=indicateur.signalements+zones.4&projection=true"),
}


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
    take(page, "donnees-1280", tmp_path)


def take(page: Page, name: str, tmp_path: Path) -> None:
    """Take the picture, and keep it when asked to."""
    folder = FOLDER if "QUIETUDE_SCREENSHOTS" in os.environ else tmp_path
    folder.mkdir(exist_ok=True)
    picture = page.screenshot(path=folder / f"{name}.png")
    assert len(picture) > 20_000
    assert "Valorne-sur-Aubrise" in page.locator("[data-testid=stMain]").inner_text()
