"""Small pictures of zones in as many columns as there is room for; the name of each is a button that chooses it."""

from collections.abc import Sequence
from html import escape

from analytics.blocks import Tile
from analytics.statistics.words import MOVES
from pages.app.reader import address
from pages.app.widgets import chip, markup


def draw(tiles: Sequence[Tile], *, key: str, alt: str) -> None:
    """Draw tiles under a key that is the same from run to run.

    Parameters
    ----------
    alt : what they show together; each also says its own.
    """
    chosen = address.codes(address.get("zones"))
    listed = "".join(_item(tile, tile.code in chosen) for tile in tiles)
    figure = f'<div role="figure" aria-label="{escape(alt)}"><ul class="tiles">{listed}</ul></div>'
    markup.draw(figure, key=key, on_press=_choose)


def _item(tile: Tile, is_chosen: bool) -> str:
    """A tile as HTML: what was typed is text, the picture is made by ``analytics.charts.small``."""
    button = f'<button type="button" data-key="{escape(tile.code)}" aria-pressed="{str(is_chosen).lower()}">'
    sign = chip.markup(tile.word, is_sign=tile.word not in MOVES) if tile.word else ""
    return (
        f"<li>{button}{escape(tile.name)}</button>{tile.picture}<p><span>{escape(tile.figures)}</span>{sign}</p></li>"
    )


def _choose(code: str) -> None:
    """Choose a zone alone; the whole commune, where it already is."""
    is_alone = address.codes(address.get("zones")) == [code]
    address.put(zones="" if is_alone else code)
