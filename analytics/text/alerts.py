"""French of alerts: what the last quarter counts, what was expected of it, and what an alert is worth."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.disclosure import ProtectedTable
from analytics.indicators import indicator
from analytics.statistics.words import AlertWord
from analytics.text import formats
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS, capital
from data.model import Period

TITLE = capital(WORDS[AlertWord.TO_WATCH])
NOT_PROOF = (
    "Une alerte n’est pas une preuve : le hasard seul en fait paraître dans moins d’une liste sur vingt, et une autre "
    "façon de signaler y suffit. À vérifier sur place ou auprès de la source."
)
QUIET = "Rien d’inhabituel aux trois derniers mois comparables."
LOOKED_AT = "Zones et catégories regardées, où au moins 20 faits étaient attendus : {n}."
NOTHING_JUDGED = (
    "Aucune alerte n’est possible à ce découpage : il faut au moins quatre années comparables, mois par mois, et 20 "
    "faits attendus en trois mois dans une zone."
)
UNJUDGED = "Sans alerte possible, faute de quatre années comparables : {names}."


def to_watch(table: ProtectedTable, categories: Mapping[str, str]) -> list[str]:
    """One sentence per alert of ``figures.alerts``, in the order of the table; or the one that says why there is none.

    Parameters
    ----------
    categories : French label of each category.
    """
    if table.frame.empty:
        return [NOTHING_JUDGED]
    raised = table.frame[table.frame["word"] == AlertWord.TO_WATCH]
    if raised.empty:
        return [QUIET]
    return [_alert(row, categories) for _, row in raised.iterrows()]


def looked_at(n_judged: int, unjudged: Sequence[str]) -> str:
    """How many sorts of facts were looked at, and which indicators can raise no alert, and why."""
    names = formats.enumeration([formats.small(indicator(slug).label) for slug in unjudged])
    parts = (LOOKED_AT.format(n=formats.integer(n_judged)), UNJUDGED.format(names=names) if unjudged else "")
    return " ".join(filter(None, parts))


def entry(row: pd.Series) -> dict[str, Any]:
    """One alert, for a machine."""
    return {
        "indicator": row["indicator"],
        "category": row["category"] if isinstance(row["category"], str) else None,
        "zone_code": row["zone_code"],
        "zone_label": row["zone_label"],
        "period": [f"{month:%Y-%m}" for month in (_quarter(row).start, _quarter(row).last_month)],
        "n_events": int(row["n_events"]),
        "n_expected": round(float(row["expected"]), 1),
        "low": int(row["usual_low"]),
        "high": int(row["usual_high"]),
        "word": WORDS[row["word"]],
    }


def _alert(row: pd.Series, categories: Mapping[str, str]) -> str:
    measured, category = indicator(row["indicator"]), row["category"]
    counted = formats.counted(row["n_events"], measured.noun_singular, measured.noun)
    sort = f" ({literal(formats.small(categories[category]))})" if isinstance(category, str) else ""
    usual = f"d’habitude, de {formats.integer(row['usual_low'])} à {formats.integer(row['usual_high'])}"
    expected = f"environ {formats.integer(row['expected'])} attendus"
    return f"**{literal(row['zone_label'])}** – {counted}{sort} {formats.during(_quarter(row))}, contre {expected} ({usual})."


def _quarter(row: pd.Series) -> Period:
    return Period(row["period_start"].date(), row["period_end"].date())


typeset_module(__name__, as_written=("entry",))
