"""What moved in the whole commune, as rows: each change on its margin, beside its word."""

from datetime import date

import streamlit as st

from analytics.blocks import Block, Tile, changes_in_rows
from analytics.charts import small
from analytics.figures import Release
from analytics.text import actions as texts
from analytics.text import formats, fr
from pages.app.reader import projection
from pages.app.widgets import chip, tableau


def since(release: Release, day: date, *, key: str) -> Block | None:
    """Draw what each indicator counts in the months that began after a day; None where none did, which is said."""
    one = changes_in_rows.changes_since(release, day)
    if one is None:
        st.caption(texts.NO_NEW_MONTH.format(day=formats.day(day)))
        return None
    rows(one, head=fr.INDICATOR, key=key)
    return one


def rows(block: Block, *, head: str, key: str) -> None:
    """Draw each picture of a block under its name, beside its word."""
    drawn = [
        [
            tableau.text(tile.name),
            tableau.picture(tile.picture, alt=tile.figures),
            chip.markup(tile.word) if tile.word else tableau.text(formats.MISSING),
        ]
        for tile in block.picture(large=projection.is_on())
        if isinstance(tile, Tile)
    ]
    heads = {name: tableau.text(words) for name, words in ({"name": head} | fr.CHANGE_HEADS).items()}
    scale = small.scale(texts.EFFECT_SCALE, width=changes_in_rows.WIDTH, large=projection.is_on())
    heads["effect"] += tableau.scale(scale)
    tableau.draw(heads, [("", drawn)], key=key, caption=block.note)
