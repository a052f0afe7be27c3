"""What changed in the whole commune, one row each: by champ d'action, or by indicator since a meeting."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import pandas as pd

from analytics.blocks import source
from analytics.blocks.block import Block, Tile
from analytics.charts import small
from analytics.disclosure import ProtectedTable, Status
from analytics.figures import Release, changes, counts
from analytics.indicators import indicator, indicators
from analytics.statistics.words import SurveyWord
from analytics.text import actions as actions_texts
from analytics.text import findings, formats, fr, readings
from data.model import Level, Period, Selection

WIDTH = 150
"""Of the picture of a change, in px."""


def changes_by_champ(release: Release, slug: str, period: Period) -> Block | None:
    """Draw what changed in each champ d'action that an indicator has; None where it has none."""
    champs = release.ask(counts.available_champs, slug)
    if not champs:
        return None
    commune = Selection(slug, Level.COMMUNE, period)
    table = release.ask(changes.table, tuple(Selection(slug, Level.COMMUNE, period, champ=champ) for champ in champs))
    labels = {champ: release.nomenclature.champs[champ].label for champ in champs}
    about = f"{indicator(slug).label} {formats.small(fr.BY_CHAMP)}"
    return Block(
        key="accueil-champs",
        title=findings.changed(about, table, [labels[champ] for champ in table.frame["champ"]]),
        note=f"{fr.BY_CHAMP_NOTE} {actions_texts.EFFECT_NOTE}",
        picture=partial(_tiles, table, "champ", labels),
        asked=source.asked(release, commune),
        source=source.of(release, commune),
        reading=readings.changes(table, labels, "champ"),
        table=table,
        columns=("champ", "n_events", "mean_before", "word"),
        labels=labels,
        is_activity=True,
    )


def changes_since(release: Release, day: date) -> Block | None:
    """Draw what changed in each indicator since a meeting; None where no month came."""
    table = release.ask(changes.since, day)
    if table is None:
        return None
    slugs = [*table.frame["indicator"]]
    labels = {slug: one.label for slug, one in indicators().items()}
    about = actions_texts.SINCE.format(day=formats.day(day))
    sources = formats.enumeration([*dict.fromkeys(indicator(slug).source for slug in slugs)])
    return Block(
        key="accueil-reunion",
        title=findings.changed(about, table, [labels[slug] for slug in slugs]),
        note=f"{actions_texts.SINCE_NOTE} {actions_texts.EFFECT_NOTE}",
        picture=partial(_tiles, table, "indicator", labels),
        asked=about,
        source=lambda: f"{fr.labelled(fr.SOURCE, sources)}. {fr.labelled(fr.VERSION, release.version)}.",
        reading=readings.changes(table, labels, "indicator"),
        table=table,
        columns=("indicator", "period", "n_events", "mean_before", "word"),
        labels=labels,
        is_activity=True,
    )


def _tiles(table: ProtectedTable, column: str, labels: Mapping[str, str], *, large: bool) -> tuple[Tile, ...]:
    return tuple(_tile(row, row[column], labels[row[column]], large) for _, row in table.frame.iterrows())


def _tile(row: pd.Series, slug: str, name: str, large: bool) -> Tile:
    """A change on its margin and its word; no picture where nothing is compared."""
    is_known = row["status"] == Status.PUBLISHED
    silent = SurveyWord.NOT_COMPARABLE if row["incomparable"] else ""
    picture = ""
    if is_known and pd.notna(row["ratio"]):
        change, low, high = (float(row[one]) - 1 for one in ("ratio", "low", "high"))
        picture = small.bullet(row["word"], change, low, high, width=WIDTH, large=large)
    word = str(row["word"]) if is_known else silent
    return Tile(code=slug, name=name, picture=picture, figures=readings.difference_alone(row), word=word)
