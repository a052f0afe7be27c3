"""The report of a meeting as PDF/UA: cover, contents, each block with its table and its source, decisions, glossary."""

import io
from datetime import date
from typing import Any

import segno

from analytics.charts.figure import Figure
from analytics.columns import declared
from analytics.export import drawing, tables, typesetting
from analytics.export.meeting import MeetingFile, Point, Progress, Shown
from analytics.text import chips, documents
from analytics.text.glossary import MEANINGS
from analytics.text.markdown import plain

_WIDTH = 680
"""Pixels across a picture that is as wide as a page."""


def pdf(file: MeetingFile, *, today: date, address: str, progress: Progress) -> bytes:
    """Write the report.

    Parameters
    ----------
    address : of the application, which the codes of the pages lead to.
    """
    points = [_point(point, file, address, progress) for point in file.points]
    glossary = [[chips.word(code), meaning.meaning] for code, meaning in MEANINGS.items()]
    cover = typesetting.about(file, title=documents.KINDS[file.meeting.kind], today=today)
    return typesetting.pdf("report.typ", cover | {"points": points, "glossary": glossary})


def _point(point: Point, file: MeetingFile, address: str, progress: Progress) -> dict[str, Any]:
    champ = file.nomenclature.champs.get(point.item.champ)
    blocks = []
    for one in point.blocks:
        progress(one)
        blocks.append(_block(one, address))
    return {
        "label": point.item.label,
        "champ": champ.label if champ else "",
        "remarks": [*point.said],
        "blocks": blocks,
    }


def _block(shown: Shown, address: str) -> dict[str, Any]:
    block, frozen = shown.block, shown.frozen
    table = tables.texts(block.table, block.columns, dict(block.labels), block.provisional)
    code = io.BytesIO()
    segno.make(shown.link(address), micro=False).save(code, kind="svg", scale=2, border=0)
    return {
        "title": shown.title,
        "asked": plain(block.asked),
        "note": plain(block.note),
        "pictures": _pictures(shown),
        "reading": shown.reading,
        "head": [*table.columns],
        "widths": tables.widths(table),
        "numbers": [one.format in tables.NUMBERS for one in declared(block.columns)],
        "rows": table.to_numpy().tolist(),
        "source": plain(block.source()),
        "frozen": documents.frozen(frozen),
        "code": frozen.code,
        "qr": code.getvalue().decode(),
        "remarks": [one.text for one in shown.remarks],
    }


def _pictures(shown: Shown) -> list[dict[str, Any]]:
    """The pictures of a block, each with its name and what is written under it; alone, it has neither."""
    picture = shown.block.picture(large=False)
    if isinstance(picture, Figure):
        return [_picture(drawing.svg(picture, width=_WIDTH))]
    if isinstance(picture, str):
        return [_picture(drawing.sized(picture, width=_WIDTH), is_wide=drawing.is_fluid(picture))]
    return [
        _picture(tile.picture, tile.name, tile.figures, chips.word(tile.word) if tile.word else "") for tile in picture
    ]


def _picture(svg: str, name: str = "", figures: str = "", word: str = "", *, is_wide: bool = True) -> dict[str, Any]:
    return {"svg": svg, "name": name, "figures": figures, "word": word, "is-wide": is_wide}
