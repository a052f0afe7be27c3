"""Every file that the screens of a hostile commune give: what was typed is there as typed, and nothing in it runs."""

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import openpyxl

from analytics.text import actions as texts
from analytics.text import fr
from tests import hostile
from tests.browser.test_actions import in_dialog
from tests.browser.test_as_typed import CHOICE, every_screen

NUMBER = re.compile(r"-?[0-9]+(,[0-9]+)?(e-?[0-9]+)?")
RUN = tuple("=+-@\t\r")


def cells_of(name, content):
    """All that a spreadsheet would show of a file as text."""
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        return [cell for row in rows for cell in row]
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"} and not any(cell.hyperlink for cell in cells)
    return [cell.value for cell in cells if cell.data_type == "s"]


def test_every_download_holds_what_was_typed_and_runs_nothing(page, app_server, demo_home, settled, tmp_path):
    home = hostile.install(tmp_path / "home", demo_home)
    hostile.begin_with_formulas(home)
    files = []

    def keep(button):
        with page.expect_download() as download:
            button.click()
        files.append((download.value.suggested_filename, Path(download.value.path()).read_bytes()))

    for screen, asked in every_screen(page, app_server(home), settled):
        for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
            keep(button)
        if screen == "carte":
            page.locator(".atlas .image summary").click()
            keep(page.locator(".atlas button[name=svg]"))
        if screen == "donnees":
            page.get_by_role("button", name=fr.REJECTED_TITLE).click()
            settled(page)
            keep(page.get_by_role("dialog").get_by_role("button", name=fr.DOWNLOAD))
        if asked == CHOICE and screen == "actions":
            keep(in_dialog(page, settled, "Importer ou télécharger").get_by_role("button", name=texts.EXPORT))

    assert [name for name, _ in files if not re.fullmatch(r"[\w-]+\.(csv|xlsx|svg|png|pdf|pptx|docx|ics)", name)] == []
    tables = {name: cells_of(name, content) for name, content in files if name.endswith((".csv", ".xlsx"))}
    drawn = {name: content for name, content in files if name.endswith((".png", ".pdf"))}
    assert {"carte-map.png", "evolution-months.png"} < set(drawn) and any(
        name.startswith("portrait-") for name in drawn
    )
    assert all(content.startswith((b"\x89PNG", b"%PDF")) for content in drawn.values())
    assert {"actions.xlsx", "rejets-1.csv"} < set(tables) and len(tables) > 10
    for name, cells in tables.items():
        assert [cell for cell in cells if cell.startswith(RUN) and not NUMBER.fullmatch(cell)] == [], name
        assert [cell for cell in cells if hostile.HOST in cell.replace(hostile.TYPED, "")] == [], name
    for name in ("actions.xlsx", "rejets-1.csv"):
        # XML has one end of line.
        starts = {cell.replace("\r", "\n").removeprefix("'").split(" ")[0] for cell in tables[name]}
        assert {formula.replace("\r", "\n").strip(" ") for formula in hostile.FORMULAS} <= starts, name
        assert any(hostile.TYPED in cell for cell in tables[name]), name
    for drawing in (content for name, content in files if name.endswith(".svg")):
        marks = [*ElementTree.fromstring(drawing).iter()]
        assert {mark.tag.split("}")[1] for mark in marks}.isdisjoint({"a", "image", "img", "script", "foreignObject"})
