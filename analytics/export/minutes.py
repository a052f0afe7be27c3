"""The minutes of a meeting: who was there, what was looked at, what was decided, by whom and when."""

import io
from datetime import date

from docx import Document
from docx.document import Document as Text
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from analytics.export import typesetting
from analytics.export.meeting import MeetingFile
from analytics.text import documents, formats


def pdf(file: MeetingFile, *, today: date) -> bytes:
    """Write the minutes as PDF/UA."""
    points = [
        {
            "label": point.item.label,
            "remarks": [*point.said],
            "blocks": [
                {
                    "title": one.title,
                    "frozen": documents.frozen(one.frozen),
                    "remarks": [remark.text for remark in one.remarks],
                }
                for one in point.blocks
            ],
        }
        for point in file.points
    ]
    return typesetting.pdf(
        "minutes.typ", typesetting.about(file, title=documents.MINUTES, today=today) | {"points": points}
    )


def docx(file: MeetingFile, *, today: date) -> bytes:
    """Write the minutes as a text to be edited; internal remarks are not in them."""
    text, meeting = Document(), file.meeting
    text.core_properties.title = f"{documents.MINUTES} – {meeting.label}"
    text.core_properties.author = file.commune.name
    text.core_properties.language = "fr-FR"
    for language in text.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "fr-FR")
    text.add_heading(f"{documents.KINDS[meeting.kind]} – {meeting.label}", level=0)
    text.add_paragraph(f"{file.commune.name} · {documents.when(meeting)}")
    text.add_paragraph(documents.SCOPES[meeting.scope]).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _listed(text, documents.PRESENT, [file.nomenclature.partners[slug].label for slug in meeting.partners])
    text.add_heading(documents.AGENDA, level=1)
    if not file.points:
        text.add_paragraph(documents.EMPTY)
    for point in file.points:
        text.add_heading(point.item.label, level=2)
        for line in point.said:
            text.add_paragraph(line)
        for shown in point.blocks:
            text.add_paragraph(f"{shown.title} ({documents.frozen(shown.frozen)})", style="List Bullet")
            for remark in shown.remarks:
                text.add_paragraph(remark.text, style="List Bullet 2")
    _decisions(text, file)
    text.add_paragraph(documents.EDITED.format(day=formats.day(today)))
    written = io.BytesIO()
    text.save(written)
    return written.getvalue()


def _listed(text: Text, title: str, lines: list[str]) -> None:
    if lines:
        text.add_heading(title, level=1)
        for line in lines:
            text.add_paragraph(line, style="List Bullet")


def _decisions(text: Text, file: MeetingFile) -> None:
    text.add_heading(documents.DECISIONS, level=1)
    if not file.decisions:
        text.add_paragraph(documents.NO_DECISION)
        return
    table = text.add_table(rows=1, cols=4, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, documents.DECISION_HEADS, strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].bold = True
    for one in file.decisions:
        for cell, words in zip(table.add_row().cells, documents.decision_cells(one), strict=True):
            cell.text = words
