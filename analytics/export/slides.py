"""The slides of a meeting, editable: native charts and tables, maps as pictures, notes for whoever presents."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator
from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.axis import DateAxis
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from analytics.blocks import Block, Tile
from analytics.charts import Colour
from analytics.charts.figure import Figure, without_tags
from analytics.columns import declared
from analytics.export import drawing, tables, typesetting
from analytics.export.meeting import LONGEST_TITLE, MeetingFile, Point, Progress, Shown
from analytics.export.native_chart import Margin, NativeChart, Series, native_chart
from analytics.text import chips, documents, formats
from analytics.text.markdown import plain

_WIDTH, _HEIGHT, _EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
_ROOM = _WIDTH - 2 * _EDGE
_HEAD, _FOOT = Inches(1.3), Inches(6.75)
"""Where what is under the title begins, and where the source does."""
_TITLE_ONLY = 5
"""The layout of python-pptx that has a title alone."""
_LINES, _LINE = 16, Inches(0.29)
"""Of a table on one slide: those beyond go on to the next one."""
_LETTERS, _LETTERS_OF_LISTS = 125, 80
"""Of a line of small letters across a slide, and of one of a list."""
_LINES_OF_LISTS = 11
_ACROSS, _DOWN = 5, 3
"""Tiles on one slide."""
_SHARP = 220
"""Dots per inch of a picture."""
_FEW_DAYS = 800
"""Beyond which years are named, and not months."""
_STEPS = 8
"""Of an axis, at most."""
_MARKED = (XL_CHART_TYPE.LINE_MARKERS, XL_CHART_TYPE.XY_SCATTER)


def pptx(file: MeetingFile, *, today: date, address: str, progress: Progress) -> bytes:
    """Write the slides; see ``report.pdf``."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = _WIDTH, _HEIGHT
    properties = slides.core_properties
    title = f"{documents.KINDS[file.meeting.kind]} – {file.meeting.label}"
    properties.title = formats.shortened(title, LONGEST_TITLE)
    properties.author = file.commune.name
    properties.language = "fr-FR"
    _cover(slides, file, today)
    for point in file.points:
        _point(slides, point, address, progress)
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


def _point(slides: Slides, point: Point, address: str, progress: Progress) -> None:
    if point.said or not point.blocks:
        _listed(slides, point.item.label, point.said)
    for shown in point.blocks:
        progress(shown)
        _block(slides, shown, address)


def _block(slides: Slides, shown: Shown, address: str) -> None:
    block, picture = shown.block, shown.block.picture(large=False)
    notes = [shown.reading, *(one.text for one in shown.remarks), shown.link(address)]
    is_drawn = False
    if isinstance(picture, Figure):
        chart = native_chart(picture)
        slide, top = _opened(slides, shown)
        frame = slide.shapes.add_chart(chart.kind, _EDGE, top, _ROOM, _FOOT - top, chart.data)
        _styled(frame.chart, chart, picture)
        _described(frame, shown.reading)
        is_drawn = _is_drawn(block, chart)
    elif isinstance(picture, str):
        slide, top = _opened(slides, shown)
        svg = drawing.sized(picture, width=Emu(_ROOM).pt)
        _placed(slide, svg, (_EDGE, top, _ROOM, _FOOT - top), shown.reading)
    else:
        for first in range(0, len(picture), _ACROSS * _DOWN):
            slide, top = _opened(slides, shown, is_first=first == 0)
            _tiles(slide, picture[first : first + _ACROSS * _DOWN], top)
    written = tables.texts(block.table, block.columns, dict(block.labels), block.provisional)
    widths = tables.widths(written)
    room = [_LETTERS * width / sum(widths) for width in widths]
    pages = [*_pages(written.to_numpy().tolist(), room, _LINES)]
    if len(pages) > 1 and is_drawn:
        notes.insert(1, documents.ELSEWHERE)
        pages = []
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)
    for rank, rows in enumerate(pages):
        _table(_slide(slides, _title(shown, is_first=rank == 0)), written, rows, block)


def _title(shown: Shown, *, is_first: bool) -> str:
    return shown.title if is_first else documents.CONTINUED.format(title=shown.title)


def _opened(slides: Slides, shown: Shown, *, is_first: bool = True) -> tuple[Slide, int]:
    """A slide with what a block says of itself, and where its picture begins."""
    slide = _slide(slides, _title(shown, is_first=is_first))
    lines = [line for line in (plain(shown.block.asked), plain(shown.block.note)) if line]
    _text(slide, _HEAD, lines, size=12, colour=Colour.MUTED)
    _text(slide, _FOOT, [f"{plain(shown.block.source())} {documents.frozen(shown.frozen)}"], size=9)
    return slide, _HEAD + Inches(0.15) + Inches(0.22) * sum(ceil(len(line) / _LETTERS) for line in lines)


def _is_drawn(block: Block, chart: NativeChart) -> bool:
    """Whether the chart has all the figures of a column of the table, as a reader may see them in its sheet."""
    drawn = [value for series in chart.series for value in (*series.x, *series.y) if _is_number(value)]
    values = {*np.round(np.array(drawn, dtype=float), 6)}
    columns = [block.table.frame[one.name].dropna() for one in declared(block.columns) if one.format in tables.NUMBERS]
    return any(len(known) and {*known.astype(float).round(6)} <= values for known in columns)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and bool(pd.notna(value))


def _tiles(slide: Slide, tiles: Sequence[Tile], top: int) -> None:
    across = min(_ACROSS, len(tiles))
    width, height = _ROOM // across, (_FOOT - top) // ceil(len(tiles) / across)
    for rank, tile in enumerate(tiles):
        left, high = _EDGE + width * (rank % across), top + height * (rank // across)
        _text(slide, high, [tile.name], left=left, width=width, size=11, is_bold=True)
        figures = " · ".join(filter(None, (tile.figures, chips.word(tile.word) if tile.word else "")))
        _text(slide, high + height - Inches(0.45), [figures], left=left, width=width, size=9)
        if tile.picture:
            box = (left + Inches(0.1), high + Inches(0.3), width - Inches(0.2), height - Inches(0.75))
            _placed(slide, tile.picture, box, f"{tile.name}. {tile.figures}")


def _placed(slide: Slide, svg: str, box: tuple[int, int, int, int], said: str) -> None:
    """A picture as large as its box allows, in the middle of it."""
    left, top, width, height = box
    shape = slide.shapes.add_picture(io.BytesIO(typesetting.png(svg, ppi=_SHARP)), left, top)
    scale = min(width / shape.width, height / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu(left + (width - shape.width) // 2)
    _described(shape, said)


def _styled(chart: Any, native: NativeChart, figure: Figure) -> None:
    """The colours of the screen, axes from 0, and a workbook of which nothing runs."""
    chart.font.size, chart.has_title = Pt(12), False
    chart.has_legend = len(native.series) > 1
    if chart.has_legend:
        chart.legend.include_in_layout, chart.legend.position = False, XL_LEGEND_POSITION.BOTTOM
    is_lying = native.kind == XL_CHART_TYPE.BAR_CLUSTERED
    layout = figure.layout
    values = [value for one in native.series for value in (one.x if is_lying else one.y) if _is_number(value)]
    chart.value_axis.major_gridlines.format.line.color.rgb = _colour(Colour.HAIRLINE)
    if min(values, default=0) >= 0:
        chart.value_axis.minimum_scale = 0
    if ends := [end for one in native.series for end in one.ends(is_across=is_lying)]:
        # Software makes room for points, and cuts their margins.
        first, second, *_, last = MaxNLocator(_STEPS, steps=[1, 2, 5, 10]).tick_values(
            min(0, *values), max(*values, *ends)
        )
        chart.value_axis.major_unit, chart.value_axis.maximum_scale = second - first, last
    titles = (layout.yaxis, layout.xaxis) if is_lying else (layout.xaxis, layout.yaxis)
    for axis, ours in zip((chart.category_axis, chart.value_axis), titles, strict=True):
        axis.format.line.color.rgb = _colour(Colour.MUTED)
        if ours.title.text:
            axis.axis_title.text_frame.text = without_tags(ours.title.text)
            _lettered(axis.axis_title.text_frame, size=12)
        if native.kind == XL_CHART_TYPE.XY_SCATTER and ours.range:
            axis.minimum_scale, axis.maximum_scale = ours.range
    if isinstance(chart.category_axis, DateAxis):
        _named_by_years(chart.category_axis, native)
    for series, one, margins in zip(chart.plots[0].series, native.series, native.margins, strict=True):
        _drawn(series, one, native.kind)
        for margin in margins:
            _margin(series, margin, Colour.EDGE if is_lying else one.edge, has_direction=not is_lying)
    workbook = chart.part.chart_workbook
    workbook.update_from_xlsx_blob(_without_formulas(workbook.xlsx_part.blob))


def _named_by_years(axis: Any, native: NativeChart) -> None:
    """Write a year rather than months too many to be read, which python-pptx has no name for."""
    days = pd.DatetimeIndex(np.concatenate([one.x for one in native.series]))
    if (days.max() - days.min()).days > _FEW_DAYS:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "yyyy", False
        for tag, value in (("majorUnit", "12"), ("majorTimeUnit", "months")):
            axis._element.append(parse_xml(f'<c:{tag} {nsdecls("c")} val="{value}"/>'))


def _drawn(series: Any, one: Series, kind: Any) -> None:
    if one.is_joined:
        series.format.line.color.rgb = _colour(one.colour)
        series.format.line.width = Pt(2)
        series.format.line.dash_style = MSO_LINE.DASH if one.is_dashed else MSO_LINE.SOLID
        series.marker.style = XL_MARKER_STYLE.NONE
        series.smooth = False
    elif kind in _MARKED:
        series.format.line.fill.background()
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
        _filled(series.marker.format, one)
    else:
        _filled(series.format, one)
    if kind == XL_CHART_TYPE.XY_SCATTER:
        for rank, name in enumerate(one.names):
            if name:
                label = series.points[rank].data_label
                label.text_frame.text, label.position = name, XL_LABEL_POSITION.ABOVE
                _lettered(label.text_frame, size=11)


def _margin(series: Any, margin: Margin, colour: str, *, has_direction: bool) -> None:
    """The margin of each point, which python-pptx has no name for; that of a bar has no direction but its own."""
    direction = f'<c:errDir val="{"x" if margin.is_across else "y"}"/>' if has_direction else ""
    ends = "".join(
        f'<c:{end}><c:numLit><c:ptCount val="{len(values)}"/>'
        + "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values) if pd.notna(value))
        + f"</c:numLit></c:{end}>"
        for end, values in (("plus", margin.more), ("minus", margin.less))
    )
    line = f'<a:ln w="19050"><a:solidFill><a:srgbClr val="{_colour(colour)}"/></a:solidFill></a:ln>'
    (values,) = series._element.xpath("c:cat | c:xVal")
    values.addprevious(
        parse_xml(
            f'<c:errBars {nsdecls("c", "a")}>{direction}<c:errBarType val="both"/><c:errValType val="cust"/>'
            f'<c:noEndCap val="1"/>{ends}<c:spPr>{line}</c:spPr></c:errBars>'
        )
    )


def _filled(look: Any, one: Series) -> None:
    look.fill.solid()
    # White is not seen where software draws no edge.
    look.fill.fore_color.rgb = _colour(Colour.BAND_INNER if one.colour == Colour.PAPER else one.colour)
    look.line.color.rgb = _colour(one.edge)


def _colour(written: str) -> RGBColor:
    return RGBColor.from_string(written.lstrip("#").upper())


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
    shape.left, shape.top, shape.width, shape.height = _EDGE, Inches(0.3), _ROOM, Inches(0.95)
    shape.text_frame.text = title
    shape.text_frame.word_wrap, shape.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    _lettered(shape.text_frame, size=24 if len(title) <= 120 else 14, is_bold=True)
    return slide


def _listed(slides: Slides, title: str, lines: Sequence[str]) -> None:
    pages = [*_pages([[line] for line in lines], [_LETTERS_OF_LISTS], _LINES_OF_LISTS)] or [[]]
    for rank, rows in enumerate(pages):
        slide = _slide(slides, title if rank == 0 else documents.CONTINUED.format(title=title))
        _text(slide, Inches(1.6), [line for (line,) in rows], size=20, between=10)


def _text(
    slide: Slide, top: int, lines: Sequence[str], *, left: int = _EDGE, width: int = _ROOM, size: int,
    colour: str = Colour.INK, is_bold: bool = False, between: int = 0,
) -> None:  # fmt: skip
    if not lines:
        return
    frame = slide.shapes.add_textbox(left, top, width, Inches(0.3)).text_frame
    frame.word_wrap = True
    frame.text = "\n".join(lines)
    _lettered(frame, size=size, colour=colour, is_bold=is_bold)
    for paragraph in frame.paragraphs:
        paragraph.space_after = Pt(between)


def _lettered(frame: Any, *, size: int, colour: str = Colour.INK, is_bold: bool = False) -> None:
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), is_bold
            run.font.language_id = MSO_LANGUAGE_ID.FRENCH
            run.font.color.rgb = _colour(colour)


def _pages(rows: Sequence[list[str]], letters: Sequence[float], most: int) -> Iterator[list[list[str]]]:
    """Rows, slide after slide; one takes as many lines as its longest cell, of so many letters a line."""
    page: list[list[str]] = []
    n_lines = 0
    for row in rows:
        lines = max(ceil(len(cell) / width) for cell, width in zip(row, letters, strict=True))
        if page and n_lines + lines > most:
            yield page
            page, n_lines = [], 0
        page.append(row)
        n_lines += lines
    if page:
        yield page


def _table(slide: Slide, written: pd.DataFrame, rows: Sequence[Sequence[str]], block: Block) -> None:
    head, letters = [*written.columns], tables.widths(written)
    columns = declared(block.columns)
    frame = slide.shapes.add_table(len(rows) + 1, len(head), _EDGE, _HEAD + Inches(0.1), _ROOM, _LINE * (len(rows) + 1))
    for column, width in zip(frame.table.columns, letters, strict=True):
        column.width = Emu(_ROOM * width // sum(letters))
    for i, row in enumerate((head, *rows)):
        ground = Colour.SERIES if i == 0 else Colour.PANEL if i % 2 else Colour.PAPER
        for j, text in enumerate(row):
            cell = frame.table.cell(i, j)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(ground)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.text_frame.text = text
            _lettered(cell.text_frame, size=11, colour=Colour.PAPER if i == 0 else Colour.INK, is_bold=i == 0)
            if columns[j].format in tables.NUMBERS:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _described(shape: Any, text: str) -> None:
    """Its text for those who do not see it, which python-pptx has no name for."""
    (properties,) = shape.element.xpath(".//p:cNvPr")
    properties.set("descr", text)
