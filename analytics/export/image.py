"""Pictures of many points, drawn without a browser: an SVG, or a block as a newsletter shows it."""

import json
from pathlib import Path
from typing import Any

import typst

from analytics.blocks import Block
from analytics.charts.figure import Figure
from analytics.export import drawing
from analytics.text import chips
from analytics.text.markdown import plain

FONTS = typst.Fonts(font_paths=[drawing.FONTS])
"""Letters of all that typst draws: those of matplotlib, then those of the machine."""
_SHARP = 220
"""Dots per inch."""
_WIDTH = 680
"""Pixels across a picture that stands alone."""
_TEMPLATE = Path(__file__).with_name("image.typ")
_SVG = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'


def png(svg: str) -> bytes:
    """An SVG as PNG."""
    return _drawn(_SVG, svg=svg)


def of_block(block: Block) -> bytes:
    """The title of a block, what was chosen, its picture and its source, as PNG; a withheld figure is in none."""
    content = {
        "title": plain(block.title or block.reading.split(". ")[0]),
        "asked": plain(block.asked),
        "note": plain(block.note),
        "source": plain(block.source()),
        "pictures": pictures(block),
    }
    return _drawn(_TEMPLATE.read_bytes(), block=json.dumps(content))


def pictures(block: Block) -> list[dict[str, Any]]:
    """The pictures of a block, each with its name and what is written under it; alone, it has neither."""
    picture = block.picture(large=False)
    if isinstance(picture, Figure):
        picture = drawing.svg(picture, width=_WIDTH)
    if isinstance(picture, str):
        return [{"svg": picture, "name": "", "figures": ""}]
    return [
        {
            "svg": tile.picture,
            "name": tile.name,
            "figures": " · ".join(filter(None, (tile.figures, chips.word(tile.word) if tile.word else ""))),
        }
        for tile in picture
    ]


def _drawn(source: bytes, **inputs: str) -> bytes:
    drawn: bytes = typst.compile(source, format="png", ppi=_SHARP, sys_inputs=inputs, font_paths=FONTS)
    return drawn
