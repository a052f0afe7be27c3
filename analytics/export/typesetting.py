"""PDF by typst: the templates of this folder, in one style, with the same letters on every machine."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst

from analytics.export.meeting import MeetingFile
from analytics.text import documents, formats, fr

_TEMPLATES = Path(__file__).parent
_LETTERS = typst.Fonts(font_paths=[Path(mpl.get_data_path()) / "fonts" / "ttf"])
"""DejaVu, which matplotlib brings; those of the machine for signs that it lacks."""


def pdf(template: str, document: Mapping[str, Any]) -> bytes:
    """Write a template with its words and its pictures, as PDF/UA-1; nothing is written to the disk.

    Parameters
    ----------
    template : name of its file in this folder.
    document : what it reads, as JSON; a picture is the text of its SVG.
    """
    written: bytes = typst.compile(
        _TEMPLATES / template, root=_TEMPLATES, format="pdf", pdf_standards="ua-1", font_paths=_LETTERS,
        sys_inputs={"document": json.dumps(document)},
    )  # fmt: skip
    return written


def about(file: MeetingFile, *, title: str, today: date) -> dict[str, Any]:
    """What the cover, the decisions and the foot of every page of a meeting are made of, and the words around them."""
    meeting = file.meeting
    return {
        "commune": file.commune.name,
        "title": title,
        "label": meeting.label,
        "day": formats.day(meeting.day),
        "place": meeting.place,
        "scope": documents.SCOPES[meeting.scope],
        "present": [file.nomenclature.partners[slug].label for slug in meeting.partners],
        "decisions": [documents.decision_cells(one) for one in file.decisions],
        "edited": documents.EDITED.format(day=formats.day(today)),
        "words": {
            "present": documents.PRESENT, "agenda": documents.AGENDA, "decisions": documents.DECISIONS,
            "decision-heads": documents.DECISION_HEADS, "no-decision": documents.NO_DECISION,
            "remarks": documents.REMARKS, "glossary": documents.GLOSSARY, "legal": documents.LEGAL,
            "legal-text": documents.LEGAL_TEXT, "empty": documents.EMPTY, "source": fr.SOURCE, "page": documents.PAGE,
        },
    }  # fmt: skip


def png(svg: str, *, ppi: float) -> bytes:
    """An SVG as a picture of so many points per inch."""
    drawn: bytes = typst.compile(
        _TEMPLATES / "picture.typ", format="png", ppi=ppi, font_paths=_LETTERS, sys_inputs={"svg": svg}
    )
    return drawn
