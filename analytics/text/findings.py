"""Titles of pictures: what each one shows, in twelve words at most."""

from collections.abc import Sequence

import pandas as pd

from analytics.disclosure import ProtectedTable, Status
from analytics.statistics.words import FALLS, MOVES, RISES, ChangeWord
from analytics.text import formats, readings
from analytics.text.markdown import literal
from analytics.text.readings import Unit
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS
from data.model import Level, Period
from data.reference import levels

_NAMED = 2
"""Zones, beyond which they are counted rather than named."""


def unusual(beyond: "pd.Series[int]", band: pd.DataFrame, period: Period) -> str:
    """Months of a period that are out of their usual band.

    Parameters
    ----------
    beyond : ``figures.series.beyond``.
    """
    months = pd.to_datetime(period.months())
    if band.loc[band["month"].isin(months), "low"].isna().all():
        return "Pas encore de niveau habituel sur ces mois"
    sides = beyond[beyond.index.isin(months)]
    above, below = int((sides == 1).sum()), int((sides == -1).sum())
    when = formats.capitalised(formats.within(period))
    if above + below == 0:
        return f"{when}, aucun mois inhabituel"
    if above + below == 1:
        (month,) = sides.index[sides != 0]
        return f"{when}, un mois inhabituel : {formats.month_name(month)}, {'au-dessus' if above else 'au-dessous'}"
    told = [f"{n} {side}" for n, side in ((above, "au-dessus"), (below, "au-dessous")) if n]
    return f"{when}, mois inhabituels : {', '.join(told)}"


def totals(months: pd.DataFrame, unit: Unit, period: Period) -> str:
    """What several zones count over a period, from months that are all published; their range, of many.

    Parameters
    ----------
    months : one row per month, one column per zone, named by its label.
    """
    within = months[months.index.isin(pd.to_datetime(period.months()))]
    known = within.sum(min_count=max(1, period.n_months)).dropna()
    when = formats.capitalised(formats.within(period))
    if known.empty:
        return f"{when}, aucun total n’est communiqué"
    if len(months.columns) <= _NAMED:
        return (
            f"{when} : {', '.join(f'{literal(label)} {readings.short(value, unit)}' for label, value in known.items())}"
        )
    low, high = (readings.short(value, unit) for value in (known.min(), known.max()))
    return f"{when}, de {low} à {high} selon les zones"


def latest_sums(sums: pd.DataFrame, unit: Unit) -> str:
    """The last twelve months of a zone, or of several."""
    ends = sums.dropna(how="all")
    if ends.empty:
        return "Moins de douze mois complets"
    last, until = ends.iloc[-1].dropna(), formats.month(ends.index[-1])
    if len(last) == 1:
        return f"{formats.capitalised(readings.amount(last.iloc[0], unit))} en douze mois, jusqu’à {until}"
    low, high = (readings.short(value, unit) for value in (last.min(), last.max()))
    return f"De {low} à {high} en douze mois, jusqu’à {until}"


def last_years(years: pd.DataFrame, unit: Unit, partial: frozenset[int]) -> str:
    """The last two whole years of a zone; the last one, of several."""
    whole = years[~years.index.year.isin([*partial])].dropna(how="all")
    if whole.empty:
        return "Aucune année complète"
    if len(years.columns) == 1:
        column = whole.iloc[-2:, 0]
        return ", ".join(f"{day.year} : {readings.short(value, unit)}" for day, value in column.items())
    low, high = (readings.short(value, unit) for value in (whole.iloc[-1].min(), whole.iloc[-1].max()))
    return f"En {whole.index[-1].year}, de {low} à {high} selon les zones"


def others(n: int, n_zones: int) -> str:
    """What opens the zones of a level that are not drawn at once.

    Parameters
    ----------
    n : how many, >= 1.
    n_zones : of the level.
    """
    if n == n_zones:
        return f"Les {formats.counted(n, 'zone', 'zones')}"
    return "L’autre zone" if n == 1 else f"Les {formats.counted(n, 'autre zone', 'autres zones')}"


def moved(table: ProtectedTable, level: Level) -> str:
    """Which zones moved, clearly or probably.

    Parameters
    ----------
    table : rows of ``figures.changes.table``, of zones.
    """
    singular, plural = levels()[level].singular, levels()[level].plural
    shown = table.frame[table.frame["status"] == Status.PUBLISHED]
    found = shown[shown["word"].isin(MOVES)]
    if found.empty:
        if shown.empty:
            return "Aucune comparaison n’est possible"
        if (shown["word"] == ChangeWord.INSUFFICIENT_DATA).all():
            return f"Aucun changement ne peut être établi par {singular} : trop peu de faits"
        return f"Aucune hausse ni baisse établie dans les {plural}"
    told = _moves([*found["zone_label"]], [*found["word"]])
    if len(found) <= _NAMED:
        return formats.capitalised(told)
    return f"{told} parmi {formats.counted(len(table.frame), singular, plural)}"


def changed(about: str, table: ProtectedTable, names: Sequence[str]) -> str:
    """What moved, clearly or probably, of what is not a zone.

    Parameters
    ----------
    about : what the rows are of.
    table, names : rows of ``figures.changes.table`` or ``since``, and the name of each.
    """
    shown = table.frame.assign(name=[*names])
    shown = shown[shown["status"] == Status.PUBLISHED]
    if shown.empty:
        return f"{about} : aucune comparaison n’est possible"
    found = shown[shown["word"].isin(MOVES)]
    return f"{about} : {_moves([*found['name']], [*found['word']]) or 'aucune hausse ni baisse établie'}"


def _moves(names: Sequence[str], words: Sequence[str]) -> str:
    """Few names with what became of each; of many, how many rose and fell."""
    if len(names) <= _NAMED:
        named = [f"{literal(name)}, {WORDS[word]}" for name, word in zip(names, words, strict=True)]
        return " ; ".join(named)
    counts = (sum(word in side for word in words) for side in (RISES, FALLS))
    sides = zip(counts, (("hausse", "hausses"), ("baisse", "baisses")), strict=True)
    return formats.enumeration([formats.counted(n, *nouns) for n, nouns in sides if n])


typeset_module(__name__)
