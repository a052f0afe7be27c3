"""The figures of a meeting as a workbook: a sheet per block, with statuses, and one of definitions."""

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from analytics.export import tables
from analytics.export.meeting import MeetingFile, Shown
from analytics.text import chips, documents, fr
from analytics.text.glossary import MEANINGS
from analytics.text.markdown import plain


def xlsx(file: MeetingFile) -> bytes:
    """Write the workbook; a figure that is withheld is an empty cell beside its status."""
    workbook = Workbook()
    contents = workbook.active
    contents.title = documents.AGENDA
    shown = [(point.item.label, one) for point in file.points for one in point.blocks]
    head = [documents.SHEET, documents.POINT, documents.FINDING, documents.ASKED, documents.READING, fr.SOURCE]
    rows = [[f"{rank:02}", label, *_about(one)] for rank, (label, one) in enumerate(shown, 1)]
    rows += [["", point.item.label, line, "", "", ""] for point in file.points for line in point.said]
    _fill(contents, head, rows)
    for rank, (_, one) in enumerate(shown, 1):
        frame = tables.figures(one.block.table, dict(one.block.labels))
        _fill(workbook.create_sheet(f"{rank:02}"), [*frame.columns], frame.to_numpy(dtype=object).tolist())
    definitions = [[chips.word(code), verdict.meaning] for code, verdict in MEANINGS.items()]
    _fill(workbook.create_sheet(documents.DEFINITIONS), [documents.WORD, documents.MEANING], definitions)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _about(shown: Shown) -> list[str]:
    source = f"{plain(shown.block.source())} {documents.frozen(shown.frozen)}"
    return [shown.title, plain(shown.block.asked), shown.reading, source]


def _fill(sheet: Worksheet, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    for row in (head, *rows):
        sheet.append([None if pd.isna(value) else value for value in row])
    for row in sheet.iter_rows():
        for cell in row:
            # A name that begins as a formula is a text.
            if cell.data_type == "f":
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
