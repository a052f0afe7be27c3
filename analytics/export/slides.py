"""The slides of a meeting, editable: native charts and tables, maps as pictures, notes for whoever presents."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import load_workbook
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from analytics.blocks import Picture
from analytics.charts import Colour
from analytics.charts.figure import Figure
from analytics.export import image, tables
from analytics.export.meeting import MeetingFile, Point, Shown
from analytics.export.native_chart import NativeChart, native_chart
from analytics.text import documents, formats
from analytics.text.markdown import plain

_WIDTH, _HEIGHT, _EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
_TITLE_ONLY = 5
"""The layout of python-pptx that has a title alone."""
_ROWS, _COLUMNS = 14, 7
"""Of a table on one slide, at most: more rows go on to the next one."""
_TILES = 8


def pptx(file: MeetingFile, *, today: date, address: str) -> bytes:
    """Write the slides; see ``report.pdf``."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = _WIDTH, _HEIGHT
    properties = slides.core_properties
    properties.title, properties.author = (
        f"{documents.KINDS[file.meeting.kind]} – {file.meeting.label}",
        file.commune.name,
    )
    properties.language = "fr-FR"
    _cover(slides, file, today)
    for point in file.points:
        _point(slides, file, point, address)
    lines = [documents.decision(one) for one in file.decisions] or [documents.NO_DECISION]
    _listed(slides, documents.DECISIONS, lines)
    written = io.BytesIO()
    slides.save(written)
    return written.getvalue()


def _cover(slides: Slides, file: MeetingFile, today: date) -> None:
    meeting = file.meeting
    lines = [meeting.label, documents.when(meeting), documents.SCOPES[meeting.scope]]
    lines.append(documents.EDITED.format(day=formats.day(today)))
    _listed(slides, documents.KINDS[meeting.kind], [line for line in lines if line])
    agenda = [point.item.label for point in file.points] or [documents.EMPTY]
    _listed(slides, documents.AGENDA, agenda)


def _point(slides: Slides, file: MeetingFile, point: Point, address: str) -> None:
    if point.remarks or not point.blocks:
        _listed(slides, point.item.label, [one.text for one in point.remarks])
    for shown in point.blocks:
        _block(slides, file, shown, address)


def _block(slides: Slides, file: MeetingFile, shown: Shown, address: str) -> None:
    block, reading = shown.block, shown.reading
    title = shown.title
    slide = _slide(slides, title)
    _text(slide, _EDGE, Inches(1.15), [plain(shown.block.asked), plain(block.note)], size=14, colour=Colour.MUTED)
    _picture(slide, block.picture(large=False), reading)
    _text(slide, _EDGE, Inches(6.75), [f"{plain(shown.block.source())} {documents.frozen(shown.frozen)}"], size=9)
    notes = [reading, *(one.text for one in shown.remarks), shown.link(address)]
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)
    table = tables.texts(block.table, block.columns, dict(block.labels), block.provisional)
    rows = table.iloc[:, :_COLUMNS].to_numpy().tolist()
    for first in range(0, len(rows), _ROWS):
        _table(_slide(slides, title), [*table.columns[:_COLUMNS]], rows[first : first + _ROWS])


def _picture(slide: Slide, picture: Picture, reading: str) -> None:
    top, height = Inches(1.9), Inches(4.7)
    if isinstance(picture, Figure):
        chart = native_chart(picture)
        frame = slide.shapes.add_chart(chart.kind, _EDGE, top, _WIDTH - 2 * _EDGE, height, chart.data)
        _styled(frame.chart, chart)
        _described(frame, reading)
        return
    tiles = [picture] if isinstance(picture, str) else [tile.picture for tile in picture if tile.picture][:_TILES]
    across = min(4, len(tiles))
    width = (_WIDTH - 2 * _EDGE) // max(1, across)
    room = height // max(1, -(-len(tiles) // max(1, across)))
    for rank, svg in enumerate(tiles):
        left, high = _EDGE + width * (rank % across), top + room * (rank // across)
        shape = slide.shapes.add_picture(io.BytesIO(image.png(svg)), left, high, width=width - Inches(0.1))
        if shape.height > room - Inches(0.1):
            shape.width = Emu(int(shape.width * (room - Inches(0.1)) / shape.height))
            shape.height = room - Inches(0.1)
        _described(shape, reading)


def _styled(chart: Any, native: NativeChart) -> None:
    """The colours of the screen, and a workbook of which nothing runs."""
    chart.font.size = Pt(12)
    chart.has_legend = len(native.series) > 1
    if chart.has_legend:
        chart.legend.include_in_layout = False
    for series, one in zip(chart.plots[0].series, native.series, strict=True):
        colour = RGBColor.from_string(one.colour.lstrip("#").upper()[:6])
        if one.is_joined:
            series.format.line.color.rgb = colour
            series.format.line.width = Pt(2)
            series.smooth = False
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour
    workbook = chart.part.chart_workbook
    workbook.update_from_xlsx_blob(_without_formulas(workbook.xlsx_part.blob))


def _without_formulas(blob: bytes) -> bytes:
    """The workbook behind a chart, in which a name that begins as a formula is a text."""
    workbook = load_workbook(io.BytesIO(blob))
    for row in workbook.active.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _slide(slides: Slides, title: str) -> Slide:
    slide = slides.slides.add_slide(slides.slide_layouts[_TITLE_ONLY])
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = _EDGE, Inches(0.3), _WIDTH - 2 * _EDGE, Inches(0.9)
    shape.text_frame.text = title
    shape.text_frame.word_wrap = True
    _lettered(shape.text_frame, size=26, is_bold=True)
    return slide


def _listed(slides: Slides, title: str, lines: Sequence[str]) -> None:
    _text(_slide(slides, title), _EDGE, Inches(1.6), lines, size=20)


def _text(slide: Slide, left: int, top: int, lines: Sequence[str], *, size: int, colour: str = Colour.INK) -> None:
    frame = slide.shapes.add_textbox(left, top, _WIDTH - 2 * _EDGE, Inches(0.6)).text_frame
    frame.word_wrap = True
    frame.text = "\n".join(line for line in lines if line)
    _lettered(frame, size=size, colour=colour)


def _lettered(frame: Any, *, size: int, colour: str = Colour.INK, is_bold: bool = False) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), is_bold
            run.font.language_id = MSO_LANGUAGE_ID.FRENCH
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())


def _table(slide: Slide, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    width = _WIDTH - 2 * _EDGE
    frame = slide.shapes.add_table(len(rows) + 1, len(head), _EDGE, Inches(1.4), width, Inches(0.35) * (len(rows) + 1))
    for i, row in enumerate((head, *rows)):
        for j, text in enumerate(row):
            cell = frame.table.cell(i, j)
            cell.text_frame.text = text
            _lettered(cell.text_frame, size=11, colour=Colour.PAPER if i == 0 else Colour.INK, is_bold=i == 0)


def _described(shape: Any, text: str) -> None:
    """Its text for those who do not see it, which python-pptx has no name for."""
    (properties,) = shape.element.xpath(".//p:cNvPr")
    properties.set("descr", text)
