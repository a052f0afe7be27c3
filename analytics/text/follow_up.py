"""What the picture of an evaluation says: its labels, its points, and its reading."""

from collections.abc import Mapping
from math import ceil, floor

import pandas as pd

from analytics.figures.evaluations import Evaluated, Followup, goes_down
from analytics.statistics.words import INSUFFICIENT_DATA, MOVES, Part
from analytics.text import formats
from analytics.text.actions import where
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from analytics.text.verdicts import between, beyond, signed
from data.journal import Unit

OBSERVED = "observé"
EXPECTED = "attendu"
FROM: Mapping[str, str] = {
    "zone_changes": "zones comparables",
    "synthetic_control": "mélange de zones",
    "interrupted_time_series": "tendance et saison",
}
"""Where what is expected comes from, by method."""
CUMULATED = "Écart à l’attendu, cumulé depuis le début"
NOT_READ = "non lus"
LOW, HIGH = "{name}, bas", "{name}, haut"
AREA, AREA_INNER = "95 % du hasard", "68 % du hasard"
BEYOND = {-1: "sous le hasard", 1: "au-dessus du hasard"}
CHANCE = "Bandes : ce que le hasard laisserait attendre sans elle (95 % et 68 %)."
SPANS = {1: ("mois", "mois"), 3: ("trimestre", "trimestres")}


def measure(shown: Followup, one: Evaluated, followed: str) -> str:
    """What the picture counts, where, and what its areas are."""
    place = literal(where(one.action))
    return f"{literal(followed)}, {place}, par {SPANS[shown.months][0]}. {CHANCE}"


def start(one: Evaluated) -> str:
    """When the action began."""
    return f"depuis {formats.month(one.action.start)}"


def goal(one: Evaluated) -> str:
    """What the target of the first indicator asks for: ``but : −33 %``."""
    followed = one.action.indicators[0]
    change = (followed.target or 0.0) * (-1 if goes_down(one.action) else 1)
    asked = signed(change / 100) if followed.unit is Unit.PERCENT else f"{difference(change)} par an"
    return f"but : {asked}"


def difference(value: float) -> str:
    """Facts more or less, with their sign: ``−134``, ``+12``."""
    sign = "−" if beyond(value).endswith("de moins") else "+" if beyond(value).endswith("de plus") else ""
    return f"{sign}{formats.integer(abs(value))}"


def end(row: pd.Series) -> tuple[str, str, str]:
    """Facts beyond those expected since the start, and their limits: three short lines."""
    low, high = (difference(row[name]) for name in ("cumulated_low", "cumulated_high"))
    return f"{difference(row['cumulated'])} faits", f"de {low}", f"à {high}"


def counted(row: pd.Series) -> str:
    """What was counted in a month or quarter, what was expected, and what chance would leave."""
    bucket = formats.bucket(row["period_start"], row["period_end"])
    counts = f"{formats.counted(row['n_events'], 'fait', 'faits')}, {formats.integer(row['expected'])} attendus"
    if row["part"] != Part.AFTER:
        return f"{bucket} : {counts}"
    chance = f"{formats.integer(ceil(row['chance_low']))} à {formats.integer(floor(row['chance_high']))}"
    return f"{bucket} : {counts}, {chance} par hasard"


def since(row: pd.Series) -> str:
    """Facts beyond those expected from the start to the end of a month or quarter."""
    value, low, high = end(row)
    return f"{value} depuis le début, {low} {high} (fin {formats.month(row['period_end'] - pd.DateOffset(months=1))})"


def reading(shown: Followup, one: Evaluated) -> str:
    """The picture in one or two sentences: what was counted, expected, and whether single rows leave what chance does."""
    rows = shown.table.frame
    after = rows[rows["part"] == Part.AFTER]
    last = after.iloc[-1]
    margin = between(last["cumulated_low"], last["cumulated_high"])
    since_start = f"Depuis {formats.month(after['period_start'].iloc[0])}"
    counts = (
        f"{formats.counted(after['n_events'].sum(), 'fait est compté', 'faits sont comptés')}, "
        f"pour environ {formats.counted(after['expected'].sum(), 'attendu', 'attendus')}"
    )
    if one.word == INSUFFICIENT_DATA:
        return f"{since_start}, {counts}. L’écart ({margin}) ne permet pas de conclure."
    seen = f"{since_start}, {counts} : {beyond(last['cumulated'])} ({margin})."
    return f"{seen} {_alone(shown)}" if one.word in MOVES else seen


def _alone(shown: Followup) -> str:
    """How many months or quarters since the start would not be left to chance, each looked at alone."""
    n_after = int((shown.whole & (shown.table.frame["part"] == Part.AFTER)).sum())
    n_outside = int(shown.outside.sum())
    span = SPANS[shown.months]
    if not n_outside:
        return (
            f"Aucun {span[0]} ne sort, seul, de ce que le hasard laisserait attendre : le verdict porte sur leur somme."
        )
    leave = "sort" if n_outside == 1 else "sortent"
    return f"{formats.counted(n_outside, *span)} sur {formats.integer(n_after)} {leave} de ce que le hasard laisserait attendre."


typeset_module(__name__)
