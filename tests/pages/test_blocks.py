"""Every screen shows blocks: a picture, its reading, its table and the file that a reader takes away."""

import csv
import io

import pytest
from plotly.graph_objects import Figure

from analytics.blocks import Block
from analytics.export import tables
from analytics.text.markdown import plain
from pages.app import registry
from pages.app.widgets import block as widget

ZONES = "decoupage.quartier zones.01~02"
ADDRESSES = {"ressenti": ("", "faits.plaintes"), "actions": ("", "action.1"), "evolution": ("", ZONES, "publie.1")}
PICTURES = {"evolution": 3, "ressenti": 2, "actions": 1}
"""At least so many are drawn at the first address of these screens."""


@pytest.fixture
def drawn(monkeypatch) -> list[Block]:
    """Blocks that the screens draw."""
    found: list[Block] = []
    draw = widget.draw

    def keep(block: Block) -> None:
        found.append(block)
        draw(block)

    monkeypatch.setattr(widget, "draw", keep)
    return found


@pytest.mark.parametrize("slug", registry.SCREENS)
def test_blocks_of_a_screen_have_picture_reading_table_and_file(open_page, drawn, slug):
    for address in ADDRESSES.get(slug, ("", ZONES)):
        app = open_page(slug, "demo", choix=address)
        assert not app.exception
    assert len(drawn) >= PICTURES.get(slug, 0)
    for block in drawn:
        for large in (False, True):
            picture = block.picture(large=large)
            small = [one.picture for one in picture] if isinstance(picture, tuple) else [picture]
            assert all(isinstance(one, Figure) or one.startswith("<svg ") for one in small), block.key
        assert plain(block.reading), block.key
        labels = dict(block.labels)
        shown = tables.readable(block.table, block.columns, labels, block.provisional)
        assert len(shown) == len(block.table.frame) > 0, block.key
        text = tables.csv(block.table, labels, block.reading).decode("utf-8-sig")
        rows = [*csv.reader(io.StringIO(text.split("\r\n", 1)[1]), delimiter=";")]
        assert len(rows) == len(block.table.frame) + 1, block.key


def test_block_without_a_reading_is_refused(open_page, drawn):
    open_page("evolution", "demo")
    block = drawn[0]
    fields = {name: getattr(block, name) for name in ("key", "title", "picture", "table")}
    with pytest.raises(ValueError, match="no reading"):
        Block(**fields, columns=block.columns, reading=" ")
    with pytest.raises(ValueError, match="not declared"):
        Block(**fields, columns=["unheard_of"], reading="Stable.")
