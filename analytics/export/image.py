"""A block as a picture that stands alone, for a newsletter; drawn without a browser."""

from typing import Any

from analytics.blocks import Block
from analytics.charts.figure import Figure
from analytics.export import drawing, typesetting
from analytics.text import chips
from analytics.text.markdown import plain

_SHARP = 220
"""Dots per inch."""
_WIDTH = 680
"""Pixels across."""


def png(block: Block) -> bytes:
    """Draw the title of a block, what was chosen, its picture and its source; a withheld figure is in none."""
    content = {
        "title": plain(block.title or block.reading.split(". ")[0]),
        "asked": plain(block.asked),
        "note": plain(block.note),
        "source": plain(block.source()),
        "pictures": _pictures(block),
        "words": {},
    }
    return typesetting.image("image.typ", content, ppi=_SHARP)


def _pictures(block: Block) -> list[dict[str, Any]]:
    """The pictures of a block, each with its name and what is written under it; alone, it has neither."""
    picture = block.picture(large=False)
    if isinstance(picture, Figure):
        picture = drawing.svg(picture, width=_WIDTH)
    if isinstance(picture, str):
        return [{"svg": drawing.sized(picture, width=_WIDTH), "name": "", "figures": ""}]
    return [
        {
            "svg": tile.picture,
            "name": tile.name,
            "figures": " · ".join(filter(None, (tile.figures, chips.word(tile.word) if tile.word else ""))),
        }
        for tile in picture
    ]
