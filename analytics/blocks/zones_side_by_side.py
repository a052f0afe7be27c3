"""Months of zones on the same scale, each with what became of it."""

from datetime import date

import numpy as np
import pandas as pd

from analytics.blocks import source
from analytics.blocks.block import Block, Tile
from analytics.charts import small
from analytics.disclosure import ProtectedTable, Status
from analytics.figures import Release, changes, comparability, coverage, series
from analytics.figures.comparability import Comparison
from analytics.indicators import indicator
from analytics.statistics.words import SurveyWord
from analytics.text import findings, readings
from data.model import Selection

_ROOM = 1.1
"""Top of the pictures, over the highest month of all zones."""
_LINE = 0.7
"""Highest that the thin line of a round number may stand, over the top."""
_WIDTH, _HEIGHT = 160, 72


def zones_side_by_side(
    release: Release,
    selection: Selection,
    comparison: Comparison,
    zones: tuple[str, ...],
    *,
    key: str,
    measure: str,
    is_titled: bool = True,
) -> Block:
    """Draw the last months of some zones of the level over their usual bands, on the scale of all of them.

    Parameters
    ----------
    zones : codes of those that are drawn.
    measure : ``taux`` or ``nombre``.
    is_titled : whether the title says which zones of the level moved.
    """
    table = release.ask(changes.with_commune, selection, comparison)
    of_level = table.where(table.frame.index < len(table.frame) - 1)
    title = findings.moved(of_level, selection.level) if is_titled else ""
    drawn = of_level.where(of_level.frame["zone_code"].isin(zones))
    return side_by_side(release, selection, drawn, key=key, title=title, measure=measure)


def side_by_side(
    release: Release, selection: Selection, changed: ProtectedTable, *, key: str, title: str, measure: str
) -> Block:
    """Draw zones of a table of changes; see ``zones_side_by_side``.

    Parameters
    ----------
    changed : rows of ``figures.changes``: what became of each zone drawn, in the order of the pictures.
    """
    level, slug = selection.level, selection.indicator
    table = release.ask(series.history, selection, tuple(release.zones(level)["zone_code"]), "month")
    unit = readings.Unit(indicator(slug), series.measured_by(table, measure))
    recent = table.frame[table.frame["period_start"] >= _first_month(table)]
    top = _ROOM * max(float(recent[unit.column].max()), 1e-9) if recent[unit.column].notna().any() else 1.0
    line = _round_under(_LINE * top)
    provisional = release.ask(coverage.provisional_months, slug, date.today())
    cuts = release.ask(comparability.cuts, slug, level)
    drawn = table.where(table.frame["zone_code"].isin(changed.frame["zone_code"]))
    bands = series.usual_of_each(drawn, cuts)
    months = drawn.where(drawn.frame["period_start"] >= _first_month(table)).by("zone_code")
    exposures = drawn.frame.groupby("zone_code")["exposure"].first()

    def tile(row: pd.Series) -> Tile:
        code = row["zone_code"]
        fact = series.per_fact(float(exposures[code]), unit.measured, unit.column)
        picture = small.sparkline(
            months[code],
            bands[code],
            provisional=provisional,
            cuts=cuts[code],
            top=top / fact,
            rule=line / fact,
            width=_WIDTH,
            height=_HEIGHT,
        )
        is_known = np.isfinite(fact)
        return Tile(
            code=code,
            name=row["zone_label"],
            picture=picture if is_known else "",
            figures=readings.before_and_after(row, fact),
            word=_word(row),
        )

    return Block(
        key=key,
        is_activity=True,
        title=title,
        note=readings.same_scale(changed, unit, line),
        picture=lambda **_: tuple(tile(row) for _, row in changed.frame.iterrows()),
        asked=source.asked(release, selection),
        source=source.of(release, selection),
        reading=readings.map_of_changes(changed, level),
        table=changed,
        columns=("zone_label", "n_events", "mean_before", "value", "value_low", "value_high", "word"),
    )


def _first_month(table: ProtectedTable) -> pd.Timestamp:
    """First month that small pictures show."""
    return pd.Timestamp(table.frame["period_start"].max()) - pd.DateOffset(months=small.MONTHS - 1)


def _round_under(value: float) -> float:
    """The highest of 1, 2, 5, 10, 20… that is not above a value."""
    unit = 10.0 ** np.floor(np.log10(value))
    return float(unit * max(one for one in (1, 2, 5) if one * unit <= value))


def _word(row: pd.Series) -> str:
    if row["status"] == Status.PUBLISHED:
        return str(row["word"])
    return SurveyWord.NOT_COMPARABLE if row["incomparable"] else ""
