"""Small pictures of zones in as many columns as there is room for; the name of each is a button that chooses it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from analytics.blocks import Tile
from analytics.statistics.words import MOVES
from pages.app.reader import address
from pages.app.widgets import chip

# Two lines: Streamlit takes a single one, with its slashes, for the name of a file.
_SCRIPT = """
const tiles = import(new URL("/app/static/tiles.js", location.origin))
export default async (component) => (await tiles).default(component)
"""
_tiles = st.components.v2.component("tiles", js=_SCRIPT, isolate_styles=False)


def draw(tiles: Sequence[Tile], *, key: str, alt: str) -> None:
    """Draw tiles under a key that is the same from run to run.

    Parameters
    ----------
    alt : what they show together; each also says its own.
    """
    chosen = address.codes(address.get("zones"))
    markup = "".join(_markup(tile, tile.code in chosen) for tile in tiles)
    _tiles(key=key, data={"markup": markup, "alt": alt}, on_zone_change=lambda: _choose(st.session_state[key]["zone"]))


def _markup(tile: Tile, is_chosen: bool) -> str:
    """A tile as HTML: what was typed is text, the picture is made by ``analytics.charts.small``."""
    button = f'<button type="button" data-zone="{escape(tile.code)}" aria-pressed="{str(is_chosen).lower()}">'
    sign = chip.markup(tile.word, is_sign=tile.word not in MOVES) if tile.word else ""
    return (
        f"<li>{button}{escape(tile.name)}</button>{tile.picture}<p><span>{escape(tile.figures)}</span>{sign}</p></li>"
    )


def _choose(code: str) -> None:
    """Choose a zone alone; the whole commune, where it already is."""
    is_alone = address.codes(address.get("zones")) == [code]
    address.put(zones="" if is_alone else code)
