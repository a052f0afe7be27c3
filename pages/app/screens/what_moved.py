"""What moved in the whole commune, as rows: each change on its margin, beside its word."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from analytics.charts import small
from analytics.disclosure import ProtectedTable, Status
from analytics.figures import Release, changes
from analytics.indicators import indicators
from analytics.statistics.words import SurveyWord
from analytics.text import actions as texts
from analytics.text import formats, fr, readings
from pages.app.reader import projection
from pages.app.widgets import chip, tableau

_BULLET = 150
"""Width of the picture of a change, in px."""


def since(release: Release, day: date, *, key: str) -> ProtectedTable | None:
    """Draw what each indicator counts in the months that began after a day; None where none did, which is said."""
    table = release.ask(changes.since, day)
    if table is None:
        st.caption(texts.NO_NEW_MONTH.format(day=formats.day(day)))
        return None
    names = [indicators()[slug].label for slug in table.frame["indicator"]]
    rows(table, names, head=fr.INDICATOR, key=key, caption=texts.SINCE_NOTE)
    return table


def rows(table: ProtectedTable, names: Sequence[str], *, head: str, key: str, caption: str) -> None:
    """Each row under its name: what changed on its margin, and its word."""
    drawn = [
        [tableau.text(name), _bullet(row), _chip(row)]
        for name, (_, row) in zip(names, table.frame.iterrows(), strict=True)
    ]
    heads = {name: tableau.text(one) for name, one in ({"label": head} | fr.CHANGE_HEADS).items()}
    heads["effect"] += tableau.scale(small.scale(texts.EFFECT_SCALE, width=_BULLET, large=projection.is_on()))
    tableau.draw(heads, [("", drawn)], key=key, caption=caption)


def _bullet(row: pd.Series) -> str:
    """The picture of a change on its margin; none where nothing is compared."""
    if row["status"] != Status.PUBLISHED or pd.isna(row["ratio"]):
        return ""
    change, low, high = (float(row[one]) - 1 for one in ("ratio", "low", "high"))
    svg = small.bullet(row["word"], change, low, high, width=_BULLET, large=projection.is_on())
    return tableau.picture(svg, alt=readings.difference(row))


def _chip(row: pd.Series) -> str:
    """The word of a change, or why there is none."""
    if row["status"] == Status.PUBLISHED:
        return chip.markup(row["word"])
    return chip.markup(SurveyWord.NOT_COMPARABLE) if row["incomparable"] else tableau.text(formats.MISSING)
