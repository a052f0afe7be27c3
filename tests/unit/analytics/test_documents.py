"""The documents of a meeting: what each holds, what none may hold, and what a hostile name becomes in them."""

import dataclasses
import html
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import docx as word
import numpy as np
import openpyxl
import pandas as pd
import pypdf
import pytest
from icalendar import Calendar
from PIL import Image
from pptx import Presentation
from python_calamine import CalamineWorkbook

from analytics.blocks import Block, Tile
from analytics.blocks.frozen import frozen
from analytics.charts.figure import Draft
from analytics.disclosure import Policy, protect
from analytics.export import drawing, due_dates, image, minutes, report, slides, workbook
from analytics.export.meeting import MeetingFile, Point, Shown, meeting_file
from analytics.export.native_chart import native_chart
from analytics.text import documents
from data import commune as communes
from data import journal as journals
from data import reference
from data.journal import AgendaItem, Decision, DecisionWord, FrozenBlock, Meeting, Remark
from data.model import Scope

TODAY = date(2026, 11, 28)
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADDRESS = "http://quietude.example/seance"
HOSTILE = ["=1+1", "<svg onload=alert(1)>", "$x$ #let y = 1", "*gras* :material/home:", "[lien](http://ailleurs)"]
NAMES = [*HOSTILE, "\t=1+1", "\r=1+1", "+1", "@SUM(A1)", "x" * 500, "\u202egauche", "Place 😀", "fin\ufffd"]
SECRET = "Remarque interne"
WITHHELD = 3141
"""Stands for a figure that the scope may not see: a threshold as high hides it."""


def drawn(_):
    """Nobody looks how far a document is."""


def one_line(text):
    return re.sub(r"[\s\u200b]+", " ", text)


def block(key="essai", picture=None):
    names = [*NAMES, "Masquée"]
    frame = pd.DataFrame(
        {
            "zone_code": [f"{i:02}" for i in range(len(names))],
            "zone_label": names,
            "n_events": [*(10_000 + i for i in range(len(NAMES))), WITHHELD],
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
    margin = {"array": [3.0, None], "arrayminus": [2.0, None], "symmetric": False}
    draft.scatter(x=[33.0, 44.0], y=[0, 1], error_x=margin, mode="markers", name="Part", marker={"color": "#24445f"})
    draft.axis("yaxis", tickvals=[0, 1], ticktext=HOSTILE[:2])
    return draft.figure(height=300, large=large)


def points(*, large):
    draft = Draft()
    draft.scatter(
        x=[None, 1.5, 2.5], y=[5.0, 10.0, 20.0], mode="markers", name="Zones", marker={"color": "#24445f"},
        error_x={"array": [1.0, 0.5, 0.25], "arrayminus": [1.0, 0.5, 0.5], "symmetric": False},
        error_y={"array": [1.0, 4.0, 5.0], "arrayminus": [1.0, 2.0, 3.0], "symmetric": False},
    )  # fmt: skip
    return draft.figure(height=300, large=large)


def svg(**_):
    size = 'width="120" height="40" viewBox="0 0 120 40"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><text y="20">A</text></svg>'


def tiles(**_):
    return tuple(Tile(code=name, name=name, picture=svg(), figures="12 → 14", word="stable") for name in NAMES)


PICTURES = {"months": months, "columns": columns, "rows": rows, "points": points, "svg": svg, "tiles": tiles}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A meeting with every kind of picture and hostile names everywhere."""
    commune = communes.create(tmp_path_factory.mktemp("commune") / "home", name="Ville-Essai", insee_code="31999")
    shown = []
    for rank, (key, picture) in enumerate(PICTURES.items(), 1):
        kept = FrozenBlock(
            number=rank, item=1, rank=rank, screen="evolution", address="", code=f"CODE{rank:04}", scope=Scope.ELU,
            snapshot="000004", content=frozen(block(key, picture)), frozen_at=AT,
        )  # fmt: skip
        remark = Remark(number=rank, item=1, block=rank, text=HOSTILE[0], is_shared=True, by="Ville", at=AT)
        shown.append(Shown(frozen=kept, block=block(key, picture), remarks=(remark,)))
    item = AgendaItem(number=1, meeting=1, rank=1, label=HOSTILE[2])
    return MeetingFile(
        commune=commune,
        nomenclature=reference.read(commune.home),
        meeting=Meeting(
            number=1, day=date(2026, 11, 20), label=HOSTILE[1], place=HOSTILE[3], scope=Scope.ELU,
            partners=("bailleurs",),
        ),
        points=(Point(item=item, blocks=tuple(shown), said=(*NAMES,)),),
        decisions=(
            Decision(number=1, word=DecisionWord.ADJUST, reason=HOSTILE[0], owner="Police municipale",
                     decided_on=date(2026, 11, 20), due=date(2027, 1, 15)),
            Decision(number=2, word=DecisionWord.CONTINUE, reason="Sans date", owner="Ville",
                     decided_on=date(2026, 11, 20)),
            Decision(number=3, word=DecisionWord.STOP, reason="Déjà faite", owner="Ville",
                     decided_on=date(2026, 11, 20), due=date(2027, 1, 15), done_on=date(2026, 11, 21)),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(file):
    return {
        "pdf": report.pdf(file, today=TODAY, address=ADDRESS, progress=drawn),
        "pptx": slides.pptx(file, today=TODAY, address=ADDRESS, progress=drawn),
        "xlsx": workbook.xlsx(file),
        "ods": workbook.ods(file),
        "docx": minutes.docx(file, today=TODAY),
        "minutes": minutes.pdf(file, today=TODAY),
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
            assert all(mark not in member for mark in (b"<f>", b"<hlinkClick", b":formula=")), kind


def test_slides_have_native_charts_whose_numbers_are_those_of_the_screen(made):
    deck = Presentation(io.BytesIO(made["pptx"]))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    values = [tuple(series.values) for chart in charts for plot in chart.plots for series in plot.series]
    assert values == [(12345.0, 23456.0, None, 34567.0), (111.0, 222.0), (44.0, 33.0), (10.0, 20.0)]
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    # PowerPoint has no sign for the end of a line of old computers, and python-pptx writes its number.
    names = [one_line(row.cells[0].text.replace("_x000D_", " ")) for row in tables[0].rows][1:]
    assert names == [*map(one_line, NAMES)][: len(names)] and len(names) > len(HOSTILE)


def test_points_of_a_native_chart_have_the_margins_of_the_screen(made):
    deck = Presentation(io.BytesIO(made["pptx"]))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    margins = [
        (
            [one.get("val") for one in bars.iterfind("{*}errDir")],
            *([(int(point.get("idx")), float(point[0].text)) for point in bars.iterfind(f"{{*}}{end}//{{*}}pt")]
              for end in ("minus", "plus")),
        )
        for chart in charts
        for bars in chart._chartSpace.iter("{*}errBars")
    ]  # fmt: skip
    assert margins == [
        ([], [(1, 2.0)], [(1, 3.0)]),
        (["y"], [(0, 2.0), (1, 3.0)], [(0, 4.0), (1, 5.0)]),
        (["x"], [(0, 0.5), (1, 0.5)], [(0, 0.5), (1, 0.25)]),
    ]


@pytest.mark.parametrize("missing", [None, np.nan])
def test_margin_of_a_missing_point_ends_nowhere(missing):
    draft, lengths = Draft(), [0.5, 0.5, 0.25]
    margin = {"array": lengths, "arrayminus": lengths}
    draft.scatter(x=[2023, 2024, 2025], y=[1.0, missing, 3.0], name="Ville", mode="lines", error_y=margin)
    (series,) = native_chart(draft.figure(height=300, large=False)).series
    assert series.ends(is_across=False) == [1.5, 3.25]


def test_every_picture_of_a_slide_has_its_text_and_every_slide_its_title(made):
    deck = Presentation(io.BytesIO(made["pptx"]))
    for slide in deck.slides:
        assert slide.shapes.title.text
        for shape in slide.shapes:
            if shape.has_chart or shape.shape_type == 13:
                assert shape.element.xpath(".//p:cNvPr")[0].get("descr").endswith(("Lecture du bloc.", "12 → 14"))


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
    assert [*map(one_line, names)] == [*map(one_line, NAMES), "Masquée"]
    assert [cell.value for cell in sheet["C"]][1:] == [*(10_000 + i for i in range(len(NAMES))), None]
    assert all(cell.data_type != "f" for one in book for row in one.iter_rows() for cell in row)


def test_workbook_as_opendocument_has_the_same_sheets_and_cells(made):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made["ods"]))
    other = CalamineWorkbook.from_filelike(io.BytesIO(made["xlsx"]))
    assert book.sheet_names == other.sheet_names
    for name in book.sheet_names:
        sheets = [one.get_sheet_by_name(name).to_python() for one in (book, other)]
        cells = [[[one_line(str(cell)) for cell in row] for row in sheet] for sheet in sheets]
        assert cells[0] == cells[1], name


def test_minutes_hold_decisions_with_who_and_when_and_names_as_typed(made):
    text = word.Document(io.BytesIO(made["docx"]))
    said = one_line("\n".join(one.text for one in text.paragraphs))
    assert all(one_line(name) in said for name in NAMES)
    cells = [[cell.text for cell in row.cells] for row in text.tables[0].rows]
    assert cells[1] == ["Ajuster", "=1+1", "Police municipale", "15 janvier 2027"]
    assert cells[2][3] == documents.NO_DUE


def test_calendar_has_what_is_due_and_not_done(made):
    events = [one for one in Calendar.from_ical(made["ics"]).walk("VEVENT")]
    assert [event["dtstart"].dt for event in events] == [date(2027, 1, 15)]
    assert "=1+1" in events[0]["summary"]
    assert [one["trigger"].dt for one in events[0].walk("VALARM")] == [timedelta(days=-7)]


def test_report_is_tagged_and_holds_each_figure_and_each_name_as_typed(made):
    for kind in ("pdf", "minutes"):
        pdf = pypdf.PdfReader(io.BytesIO(made[kind]))
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] and "fr" in pdf.trailer["/Root"]["/Lang"]
        assert "pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    text = one_line(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages))
    figures = [f"10 {i:03}" for i in range(len(NAMES))]
    assert "3141" not in re.sub(r"\s", "", text)
    for name in (*HOSTILE, *figures, "CODE0001", "Source : essai.", "Plaintes · 2026", "Diffusion limitée"):
        assert name in text.replace("\u202f", " ").replace("\u00a0", " "), name


@pytest.mark.parametrize("picture", PICTURES)
def test_block_is_a_picture_whose_letters_are_read(picture):
    drawn = Image.open(io.BytesIO(image.png(block(picture, PICTURES[picture]))))
    assert drawn.format == "PNG" and drawn.width == 2200 and drawn.height > 300
    assert drawn.convert("L").getextrema() != (255, 255)


def test_picture_of_a_block_has_its_first_sentence_where_it_has_no_title():
    shown = block(picture=svg)
    bare = dataclasses.replace(shown, title="", reading="Deux zones bougent. Le reste est stable.")
    assert image.png(bare) == image.png(shown)


@pytest.mark.parametrize("n_letters", [200, 255, 256, 400])
def test_meeting_of_a_long_name_has_its_documents(file, n_letters):
    long = dataclasses.replace(file, points=(), meeting=dataclasses.replace(file.meeting, label="m" * n_letters))
    deck = Presentation(io.BytesIO(slides.pptx(long, today=TODAY, address=ADDRESS, progress=lambda _: None)))
    text = word.Document(io.BytesIO(minutes.docx(long, today=TODAY)))
    for properties in (deck.core_properties, text.core_properties):
        assert "m" * 200 in properties.title and len(properties.title) <= 255


def test_meeting_without_a_point_nor_a_decision_says_so(file):
    empty = MeetingFile(
        commune=file.commune, nomenclature=file.nomenclature, meeting=file.meeting, points=(), decisions=()
    )
    assert report.pdf(empty, today=TODAY, address=ADDRESS, progress=drawn).startswith(b"%PDF")
    said = "\n".join(one.text for one in word.Document(io.BytesIO(minutes.docx(empty, today=TODAY))).paragraphs)
    assert documents.EMPTY in said and documents.NO_DECISION in said
    deck = Presentation(io.BytesIO(slides.pptx(empty, today=TODAY, address=ADDRESS, progress=drawn)))
    assert len(deck.slides) == 3
    assert openpyxl.load_workbook(io.BytesIO(workbook.xlsx(empty))).sheetnames[0] == documents.AGENDA
    assert b"VEVENT" not in due_dates.ics(empty, at=AT)


def test_every_block_is_told_before_it_is_drawn_and_what_is_raised_then_stops_the_document(file):
    class StoppedError(Exception):
        pass

    for make in (report.pdf, slides.pptx):
        told = []
        make(file, today=TODAY, address=ADDRESS, progress=told.append)
        assert told == [*file.blocks]
        told.clear()

        def stop(shown, told=told):
            told.append(shown)
            if len(told) == 2:
                raise StoppedError

        with pytest.raises(StoppedError):
            make(file, today=TODAY, address=ADDRESS, progress=stop)
        assert len(told) == 2


@pytest.fixture
def journal(tmp_path):
    home = communes.create(tmp_path / "home", name="Ville-Essai", insee_code="31999").home
    with journals.open_journal(home) as opened:
        yield opened


def prepared(journal, **changes):
    """A meeting with one block of two that is as it was frozen, and remarks that are shared and internal."""
    by = {"by": "Coordination", "at": AT}
    meeting = journal.register(Meeting(day=date(2026, 12, 10), label="Plénière", scope=Scope.ELU), **by)
    item = journal.register(AgendaItem(meeting=meeting.number, rank=1, label="Nuisances"), **by)
    kept = FrozenBlock(
        item=item.number, rank=1, screen="evolution", address="", code="CODE0001", scope=Scope.ELU,
        snapshot="000004", content=frozen(replace(block(), title="Deux\x00 zones\x07")), frozen_at=AT,
    )  # fmt: skip
    first = journal.register(kept, **by)
    journal.register(replace(kept, rank=2, code="CODE0002", **changes), **by)
    journal.remark(item.number, "Les nuits d’été", is_shared=True, **by)
    journal.remark(item.number, SECRET, is_shared=False, **by)
    journal.remark(item.number, SECRET, is_shared=False, block=first.number, **by)
    return meeting_file(journal, meeting.number)


def texts_of(file):
    """What each document that names the views says, without its marks."""
    for make in (
        lambda: report.pdf(file, today=TODAY, address=ADDRESS, progress=drawn),
        lambda: minutes.pdf(file, today=TODAY),
    ):
        pages = pypdf.PdfReader(io.BytesIO(make())).pages
        yield one_line(" ".join(page.extract_text() for page in pages))
    archives = slides.pptx(file, today=TODAY, address=ADDRESS, progress=drawn), minutes.docx(file, today=TODAY)
    for data in (*archives, workbook.xlsx(file)):
        said = " ".join(member.decode("utf-8", "ignore") for member in members(data))
        yield one_line(html.unescape(re.sub("<[^>]+>", "", said)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"content": {}}, "ne s’ouvre plus"),
        ({"content": frozen(block()) | {"columns": ["gone"]}}, "ne s’ouvre plus"),
        ({"content": frozen(block()) | {"picture": {"screen": {"figure": {"data": 3}}}}}, "ne s’ouvre plus"),
        ({"scope": Scope.COORDINATION}, "pour d’autres destinataires"),
    ],
)
def test_view_that_no_longer_opens_is_said_in_each_document_beside_the_others(journal, changes, sentence):
    file = prepared(journal, **changes)
    assert [one.frozen.code for one in file.blocks] == ["CODE0001"]
    for text in texts_of(file):
        assert sentence in text and "CODE0002" in text and "CODE0001" in text


def test_no_document_holds_an_internal_remark_and_a_sign_that_none_can_hold_is_seen(journal):
    file = prepared(journal)
    assert file.points[0].said == ("Les nuits d’été",) and len(file.blocks) == 2
    for text in texts_of(file):
        assert SECRET not in text and "Deux\ufffd zones\ufffd" in text


def test_documents_say_for_whom_they_are(file):
    for scope, words in documents.SCOPES.items():
        meant = replace(file, meeting=replace(file.meeting, scope=scope), points=())
        assert ("Diffusion limitée" in words) == (scope is not Scope.PUBLIC)
        for text in [*texts_of(meant)][:4]:
            assert words.replace("\u202f", " ") in text
            assert HOSTILE[0] in text and "Police municipale" in text and "15 janvier 2027" in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_slides_open_in_libreoffice_page_after_page(made, tmp_path):
    (tmp_path / "slides.pptx").write_bytes(made["pptx"])
    convert = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    subprocess.run([*convert, "--outdir", tmp_path, tmp_path / "slides.pptx"], check=True, capture_output=True)
    pages = pypdf.PdfReader(tmp_path / "slides.pdf").pages
    assert len(pages) == len(Presentation(io.BytesIO(made["pptx"])).slides)


def test_line_across_a_picture_ends_where_its_panel_does():
    draft = Draft()
    draft.scatter(x=[1.0, 2.0], y=[10.0, 20_000.0], mode="lines", name="Zones", line={"color": "#24445f"})
    draft.shape(type="rect", x0=1.2, x1=1.4, y0=0, y1=1, fillcolor="#445566")
    draft.shape(type="line", x0=1.6, x1=1.6, y0=0, y1=1, line={"color": "#112233"})
    svg = drawing.svg(draft.figure(height=300, large=False), width=680)
    heights = {}
    for steps, look in re.findall(r'<path d="([^"]+)"[^>]*style="([^"]+)"', svg):
        colour = next((one for one in ("#445566", "#112233") if one in look), None)
        heights.setdefault(colour, {float(y) for y in re.findall(r"[ML] \S+ (\S+)", steps)})
    ends = [(min(one), max(one)) for one in (heights["#445566"], heights["#112233"])]
    assert ends[0] == pytest.approx(ends[1], abs=0.5)
