"""A meeting from its preparation to its documents: twelve blocks, projected by keyboard, four decisions."""

import io
import re
import subprocess
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import expect
from pptx import Presentation
from pypdf import PdfReader

from analytics.blocks.frozen import opened as block_of
from analytics.charts.figure import Figure
from analytics.text import actions as actions_texts
from analytics.text import meetings as texts
from data import journal as journals
from tests.browser.test_projection import at, n_pages
from tests.browser.test_screenshots import FOLDER, IS_KEPT, SIZES, take

LABEL = "Plénière d’hiver"
POINTS = {
    "Ce qui a bougé": [
        ("/evolution?choix=indicateur.signalements", "evolution-months"),
        ("/evolution?choix=indicateur.signalements", "evolution-zones"),
        ("/evolution?choix=indicateur.plaintes+vue.douze", "evolution-sums"),
        ("/evolution?choix=indicateur.plaintes+vue.annees", "evolution-years"),
        ("/carte?choix=indicateur.signalements", "carte-map"),
        ("/carte?choix=indicateur.signalements+affichage.changement", "carte-map"),
        ("/accueil", "accueil-champs"),
    ],
    "Ce que disent les habitants": [
        ("/ressenti", "ressenti-ecart"),
        ("/ressenti", "ressenti-vagues"),
    ],
    "Médiation de soirée aux Tanneries": [
        ("/actions?choix=action.1", "evaluation-1"),
        ("/actions?choix=action.1", "ring-1"),
    ],
    "Tapage": [("/evolution?choix=indicateur.signalements+categorie.bruit_tapage", "evolution-months")],
}
DECISIONS = ("Garder la tournée du soir", "Passer à 22 h", "Aller aussi à la Gare", "Attendre l’enquête de mars")


def test_meeting_is_prepared_projected_decided_and_written_up(opened, own_home, press, settled, tmp_path):
    page = opened("/seance")
    hold(page, settled)
    for label, blocks in POINTS.items():
        for rank, (address, key) in enumerate(blocks):
            opened(address)
            add(page, key, label, is_new=rank == 0)
    frozen = blocks_of_the_meeting(own_home)
    assert {label: len(known) for label, known in frozen.items()} == {label: len(POINTS[label]) for label in POINTS}
    blocks = [one for known in frozen.values() for one in known]
    assert len(blocks) == 12
    for size, (width, height, more) in SIZES.items():
        if IS_KEPT or size == "1280":
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(media="print" if size == "print" else "screen")
            opened(f"/seance?{more}")
            take(page, f"seance-{size}", tmp_path)

    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1920, "height": 1080})
    opened("/seance?projection=true")
    first = n_pages(page) - len(blocks)
    press(*["ArrowRight"] * (first - 1))
    for rank, reason in enumerate(DECISIONS):
        at(page, "Séance", first + rank)
        decide(page, press, reason)
        press("PageDown")
    press("PageUp")
    take(page, "seance-bloc", tmp_path)
    press("End")
    for reason in DECISIONS:
        expect(page.locator(".tableau tr", has_text=reason)).to_be_visible()
    press("Escape")
    page.set_viewport_size({"width": 1280, "height": 800})
    settled(page)

    made = {name: written(page, settled, name) for name in texts.DOCUMENT_LABELS}
    report = words_of_pdf(made["rapport.pdf"])
    assert all(one.code in report for one in blocks)
    assert all(reason in words for reason in DECISIONS for words in (report, words_of_pdf(made["compte-rendu.pdf"])))
    deck = Presentation(io.BytesIO(made["diapositives.pptx"]))
    n_charts = sum(shape.has_chart for slide in deck.slides for shape in slide.shapes)
    assert n_charts >= sum(isinstance(block_of(one).picture(large=False), Figure) for one in blocks) > 4
    due = Calendar.from_ical(made["echeances.ics"]).walk("VEVENT")
    assert len(due) == len(DECISIONS)
    if IS_KEPT:
        keep_pages(made["rapport.pdf"], tmp_path)


def hold(page, settled):
    """Register a meeting of today, whose agenda is empty."""
    page.get_by_role("button", name=actions_texts.MEETING).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=actions_texts.MEETING_LABEL).fill(LABEL)
    dialog.get_by_role("combobox", name=texts.AGENDA).click()
    page.get_by_role("option", name=texts.NO_POINT).click()
    dialog.get_by_role("textbox", name=actions_texts.BY).fill("Coordination")
    dialog.get_by_role("button", name=actions_texts.HOLD).click()
    expect(dialog).to_have_count(0)
    settled(page)


def add(page, key, label, *, is_new):
    """Freeze a block of the screen for the meeting, under a point of its agenda, which may be new."""
    page.locator(f".st-key-freeze-{key}-open button").click()
    opened = page.get_by_role("dialog")
    opened.get_by_role("combobox", name=texts.POINT).click()
    page.get_by_role("option", name=texts.NEW_POINT if is_new else label).click()
    if is_new:
        opened.get_by_role("textbox", name=texts.LABEL).fill(label)
    opened.get_by_role("textbox", name=actions_texts.BY).fill("Coordination")
    opened.get_by_role("button", name=texts.ADD).click()
    expect(opened).to_have_count(0)
    expect(page.get_by_text(texts.ADDED.format(point=label))).to_be_visible()


def decide(page, press, reason):
    """Register a decision before the room, without a mouse."""
    press("d")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=actions_texts.OWNER).focus()
    page.keyboard.type("Police municipale")
    dialog.get_by_role("textbox", name=actions_texts.REASON).focus()
    page.keyboard.type(reason)
    dialog.get_by_role("button", name=actions_texts.DECIDE).focus()
    press("Enter")
    expect(dialog).to_have_count(0)


def blocks_of_the_meeting(home):
    """What the journal keeps of it, by the label of each point."""
    with journals.open_journal(home) as journal:
        meeting = next(one for one in journal.meetings() if one.label == LABEL)
        return {item.label: journal.blocks(item.number) for item in journal.agenda(meeting.number)}


def written(page, settled, name):
    """Ask for a document, and take it away."""
    page.get_by_role("button", name=texts.DOCUMENT_LABELS[name], exact=True).click()
    given = page.get_by_test_id("stDownloadButton").get_by_role("button", name=texts.DOCUMENT_LABELS[name])
    with page.expect_download() as download:
        given.click()
    settled(page)
    return Path(download.value.path()).read_bytes()


def words_of_pdf(data):
    pages = PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def keep_pages(pdf, tmp_path):
    """Pictures of the first page of the report, and of one of its blocks, for the README."""
    (tmp_path / "report.pdf").write_bytes(pdf)
    for name, number in (("rapport-couverture", 1), ("rapport-bloc", 2)):
        pages = ["-f", str(number), "-l", str(number), "-singlefile", "-r", "70", "-png"]
        subprocess.run(["pdftoppm", *pages, tmp_path / "report.pdf", FOLDER / name], check=True)
