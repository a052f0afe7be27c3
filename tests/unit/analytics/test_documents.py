"""The documents of a meeting: what each holds, what none may hold, and what a hostile name becomes in them."""

import dataclasses
import io
import re
import zipfile
from datetime import UTC, date, datetime

import docx as word
import openpyxl
import pandas as pd
import pytest
from icalendar import Calendar
from PIL import Image
from pptx import Presentation

from analytics.blocks import Block, Tile
from analytics.blocks.frozen import frozen
from analytics.charts.figure import Draft
from analytics.disclosure import Policy, protect
from analytics.export import due_dates, image, minutes, report, slides, workbook
from analytics.export.meeting import MeetingFile, Point, Shown
from analytics.text import documents
from data import commune as communes
from data import reference
from data.journal import AgendaItem, Decision, DecisionWord, FrozenBlock, Meeting, Remark
from data.model import Scope

TODAY = date(2026, 11, 28)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADDRESS = "http://quietude.example/seance"
HOSTILE = ["=1+1", "<svg onload=alert(1)>", "$x$ #let y = 1", "*gras* :material/home:", "[lien](http://ailleurs)"]
SECRET = "Remarque interne"
WITHHELD = 3141
"""Stands for a figure that the scope may not see: a threshold as high hides it."""


def block(key="essai", picture=None):
    names = [*HOSTILE, "Masquée"]
    frame = pd.DataFrame(
        {
            "zone_code": [f"{i:02}" for i in range(len(names))],
            "zone_label": names,
            "n_events": [*(10_000 + i for i in range(len(HOSTILE))), WITHHELD],
        }
    )
    table = protect(frame, Policy(Scope.ELU, threshold=5000))
    return Block(
        key=key, title="Deux zones bougent", picture=picture or months, reading="Lecture du bloc.", table=table,
        columns=("zone_label", "n_events"), asked="Plaintes · 2026", source=lambda: "Source : essai.",
    )  # fmt: skip


def months(*, large):
    draft = Draft()
    days = pd.date_range("2026-01-01", periods=4, freq="MS")
    draft.scatter(x=days, y=[12345.0, 23456.0, None, 34567.0], mode="lines", name="=1+1", line={"color": "#24445f"})
    draft.axis("xaxis", type="date", range=[days[0], days[-1]])
    return draft.figure(height=300, large=large)


def columns(*, large):
    draft = Draft()
    draft.bar(x=["2025", "2026"], y=[111.0, 222.0], name="Années", marker={"color": "#24445f"})
    draft.axis("xaxis", type="category")
    return draft.figure(height=300, large=large)


def rows(*, large):
    draft = Draft()
    draft.scatter(x=[33.0, 44.0], y=[0, 1], mode="markers", marker={"color": "#24445f"})
    draft.axis("yaxis", tickvals=[0, 1], ticktext=HOSTILE[:2])
    return draft.figure(height=300, large=large)


def points(*, large):
    draft = Draft()
    draft.scatter(x=[1.5, 2.5], y=[10.0, 20.0], mode="markers", marker={"color": "#24445f"})
    return draft.figure(height=300, large=large)


def svg(**_):
    size = 'width="120" height="40" viewBox="0 0 120 40"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><text y="20">A</text></svg>'


def tiles(**_):
    return tuple(Tile(code=name, name=name, picture=svg(), figures="12 → 14", word="stable") for name in HOSTILE)


PICTURES = {"months": months, "columns": columns, "rows": rows, "points": points, "svg": svg, "tiles": tiles}


@pytest.fixture
def file(tmp_path):
    """A meeting with every kind of picture, a shared remark and an internal one that is left out."""
    commune = communes.create(tmp_path / "home", name="Ville-Essai", insee_code="31999")
    shown = []
    for rank, (key, picture) in enumerate(PICTURES.items(), 1):
        kept = FrozenBlock(
            number=rank, item=1, rank=rank, screen="evolution", address="", code=f"CODE{rank:04}", scope=Scope.ELU,
            snapshot="000004", content=frozen(block(key, picture)), frozen_at=AT,
        )  # fmt: skip
        remark = Remark(number=rank, item=1, block=rank, text=HOSTILE[0], is_shared=True, by="Ville", at=AT)
        shown.append(Shown(frozen=kept, block=block(key, picture), remarks=(remark,)))
    item = AgendaItem(number=1, meeting=1, rank=1, label=HOSTILE[2])
    remark = Remark(number=9, item=1, block=None, text=HOSTILE[4], is_shared=True, by="Ville", at=AT)
    return MeetingFile(
        commune=commune,
        nomenclature=reference.read(commune.home),
        meeting=Meeting(
            number=1, day=date(2026, 11, 20), label=HOSTILE[1], place=HOSTILE[3], scope=Scope.ELU,
            partners=("bailleurs",),
        ),
        points=(Point(item=item, blocks=tuple(shown), remarks=(remark,)),),
        decisions=(
            Decision(number=1, word=DecisionWord.ADJUST, reason=HOSTILE[0], owner="Police municipale",
                     decided_on=date(2026, 11, 20), due=date(2027, 1, 15)),
            Decision(number=2, word=DecisionWord.CONTINUE, reason="Sans date", owner="Ville",
                     decided_on=date(2026, 11, 20)),
            Decision(number=3, word=DecisionWord.STOP, reason="Déjà faite", owner="Ville",
                     decided_on=date(2026, 11, 20), due=date(2027, 1, 15), done_on=date(2026, 11, 21)),
        ),
    )  # fmt: skip


@pytest.fixture
def made(file):
    return {
        "pdf": report.pdf(file, today=TODAY, address=ADDRESS),
        "pptx": slides.pptx(file, today=TODAY, address=ADDRESS),
        "xlsx": workbook.xlsx(file),
        "docx": minutes.docx(file, today=TODAY),
        "ics": due_dates.ics(file, at=AT),
    }


def members(data):
    """Every file of an archive, and of the archives within it."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield from members(archive.read(name))


def test_no_document_holds_a_withheld_figure_or_runs_a_formula(made):
    for kind, data in made.items():
        for member in members(data):
            assert str(WITHHELD).encode() not in member, kind
            assert b"<f>" not in member and b"<hlinkClick" not in member, kind


def test_slides_have_native_charts_whose_numbers_are_those_of_the_screen(made):
    deck = Presentation(io.BytesIO(made["pptx"]))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    values = [tuple(series.values) for chart in charts for plot in chart.plots for series in plot.series]
    assert values == [(12345.0, 23456.0, None, 34567.0), (111.0, 222.0), (44.0, 33.0), (10.0, 20.0)]
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert len(tables) == len(PICTURES)
    assert [row.cells[0].text for row in tables[0].rows][1:] == [*HOSTILE, "Masquée"]


def test_every_picture_of_a_slide_has_its_text_and_every_slide_its_title(made):
    deck = Presentation(io.BytesIO(made["pptx"]))
    for slide in deck.slides:
        assert slide.shapes.title.text
        for shape in slide.shapes:
            if shape.has_chart or shape.shape_type == 13:
                assert shape.element.xpath(".//p:cNvPr")[0].get("descr") == "Lecture du bloc."


def test_workbook_behind_a_chart_runs_nothing(made):
    deck = Presentation(io.BytesIO(made["pptx"]))
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
                assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_workbook_has_a_sheet_per_block_with_statuses_and_definitions(made):
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    assert book.sheetnames == [documents.AGENDA, *(f"{i:02}" for i in range(1, 7)), documents.DEFINITIONS]
    sheet = book["01"]
    names = [cell.value for cell in sheet["B"]][1:]
    assert names == [*HOSTILE, "Masquée"]
    assert [cell.value for cell in sheet["C"]][1:] == [10_000, 10_001, 10_002, 10_003, 10_004, None]
    assert all(cell.data_type != "f" for one in book for row in one.iter_rows() for cell in row)


def test_minutes_hold_decisions_with_who_and_when_and_names_as_typed(made):
    text = word.Document(io.BytesIO(made["docx"]))
    said = "\n".join(one.text for one in text.paragraphs)
    assert HOSTILE[1] in said and HOSTILE[2] in said and HOSTILE[4] in said
    cells = [[cell.text for cell in row.cells] for row in text.tables[0].rows]
    assert cells[1] == ["Ajuster", "=1+1", "Police municipale", "15 janvier 2027"]
    assert cells[2][3] == documents.NO_DUE


def test_calendar_has_what_is_due_and_not_done(made):
    events = [one for one in Calendar.from_ical(made["ics"]).walk("VEVENT")]
    assert [event["dtstart"].dt for event in events] == [date(2027, 1, 15)]
    assert "=1+1" in events[0]["summary"]


def test_report_is_tagged_and_holds_each_figure_and_each_name_as_typed(made):
    pypdf = pytest.importorskip("pypdf")
    pdf = pypdf.PdfReader(io.BytesIO(made["pdf"]))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] and "fr" in pdf.trailer["/Root"]["/Lang"]
    for name in (*HOSTILE, "10 000", "CODE0001", "Source : essai.", "Plaintes · 2026", "Diffusion limitée"):
        assert name in text.replace("\u202f", " ").replace("\u00a0", " "), name


@pytest.mark.parametrize("picture", PICTURES)
def test_block_is_a_picture_whose_letters_are_read(picture):
    drawn = Image.open(io.BytesIO(image.of_block(block(picture, PICTURES[picture]))))
    assert drawn.format == "PNG" and drawn.width == 2200 and drawn.height > 300
    assert drawn.convert("L").getextrema() != (255, 255)


def test_picture_of_a_block_has_its_first_sentence_where_it_has_no_title():
    shown = block(picture=svg)
    bare = dataclasses.replace(shown, title="", reading="Deux zones bougent. Le reste est stable.")
    assert image.of_block(bare) == image.of_block(shown)


def test_meeting_without_a_point_nor_a_decision_says_so(file):
    empty = MeetingFile(
        commune=file.commune, nomenclature=file.nomenclature, meeting=file.meeting, points=(), decisions=()
    )
    assert report.pdf(empty, today=TODAY, address=ADDRESS).startswith(b"%PDF")
    said = "\n".join(one.text for one in word.Document(io.BytesIO(minutes.docx(empty, today=TODAY))).paragraphs)
    assert documents.EMPTY in said and documents.NO_DECISION in said
    deck = Presentation(io.BytesIO(slides.pptx(empty, today=TODAY, address=ADDRESS)))
    assert len(deck.slides) == 3
    assert openpyxl.load_workbook(io.BytesIO(workbook.xlsx(empty))).sheetnames[0] == documents.AGENDA
    assert b"VEVENT" not in due_dates.ics(empty, at=AT)
