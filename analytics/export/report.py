"""The report of a meeting as PDF/UA: cover, contents, each block with its table and its source, decisions, glossary."""

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import segno
import typst

from analytics.charts.figure import Figure
from analytics.export import drawing, tables
from analytics.export.meeting import MeetingFile, Point, Shown
from analytics.text import chips, documents, formats, fr
from analytics.text.glossary import MEANINGS
from analytics.text.markdown import plain
from data.journal import Decision

_TEMPLATE = Path(__file__).with_name("report.typ")
_WIDTH = 680
"""Pixels across a picture that is as wide as a page."""


def pdf(file: MeetingFile, *, today: date, address: str) -> bytes:
    """Write the report.

    Parameters
    ----------
    address : of the application, which the codes of the pages lead to.

    Raises
    ------
    OSError : the disk is full.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.json").write_text(json.dumps(_document(file, folder, today, address)), encoding="utf-8")
        (folder / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        written: bytes = typst.compile(folder / "report.typ", root=folder, format="pdf", pdf_standards="ua-1")
    return written


def _document(file: MeetingFile, folder: Path, today: date, address: str) -> dict[str, Any]:
    meeting, nomenclature = file.meeting, file.nomenclature
    return {
        "commune": file.commune.name,
        "title": documents.KINDS[meeting.kind],
        "label": meeting.label,
        "day": formats.day(meeting.day),
        "place": meeting.place,
        "scope": documents.SCOPES[meeting.scope],
        "present": [nomenclature.partners[slug].label for slug in meeting.partners],
        "points": [_point(point, file, folder, address) for point in file.points],
        "decisions": [_decision(one) for one in file.decisions],
        "glossary": [[chips.word(code), meaning.meaning] for code, meaning in MEANINGS.items()],
        "edited": documents.EDITED.format(day=formats.day(today)),
        "words": {
            "present": documents.PRESENT, "agenda": documents.AGENDA, "decisions": documents.DECISIONS,
            "remarks": documents.REMARKS, "glossary": documents.GLOSSARY, "legal": documents.LEGAL,
            "legal-text": documents.LEGAL_TEXT, "empty": documents.EMPTY, "no-decision": documents.NO_DECISION,
            "source": fr.SOURCE, "page": "page",
        },
    }  # fmt: skip


def _point(point: Point, file: MeetingFile, folder: Path, address: str) -> dict[str, Any]:
    champ = file.nomenclature.champs.get(point.item.champ)
    return {
        "label": point.item.label,
        "champ": champ.label if champ else "",
        "remarks": [one.text for one in point.remarks],
        "blocks": [_block(one, folder, address) for one in point.blocks],
    }


def _block(shown: Shown, folder: Path, address: str) -> dict[str, Any]:
    block, frozen = shown.block, shown.frozen
    table = tables.texts(block.table, block.columns, dict(block.labels), block.provisional)
    reading = plain(block.reading)
    code = folder / f"{frozen.code}-code.svg"
    segno.make(shown.link(address), micro=False).save(str(code), scale=2, border=0)
    return {
        "title": shown.title,
        "asked": plain(shown.block.asked),
        "note": plain(block.note),
        "pictures": _pictures(shown, folder),
        "reading": reading,
        "head": [*table.columns],
        "rows": table.to_numpy().tolist(),
        "source": plain(shown.block.source()),
        "frozen": documents.frozen(frozen),
        "code": frozen.code,
        "qr": code.name,
        "remarks": [one.text for one in shown.remarks],
    }


def _pictures(shown: Shown, folder: Path) -> list[dict[str, str]]:
    """The pictures of a block as files, each with its name and what is written under it; alone, it has neither."""
    picture = shown.block.picture(large=False)
    if isinstance(picture, Figure):
        picture = drawing.svg(picture, width=_WIDTH)
    if isinstance(picture, str):
        return [{"file": _kept(picture, folder, f"{shown.frozen.code}.svg"), "name": "", "figures": "", "word": ""}]
    return [
        {
            "file": _kept(tile.picture, folder, f"{shown.frozen.code}-{rank}.svg") if tile.picture else "",
            "name": tile.name,
            "figures": tile.figures,
            "word": chips.word(tile.word) if tile.word else "",
        }
        for rank, tile in enumerate(picture)
    ]


def _kept(svg: str, folder: Path, name: str) -> str:
    (folder / name).write_text(svg, encoding="utf-8")
    return name


def _decision(one: Decision) -> dict[str, str]:
    due = formats.day(one.due) if one.due else documents.NO_DUE
    return {"word": formats.capitalised(one.word), "reason": one.reason, "owner": one.owner, "due": due}
