"""Headlines: the sentence that answers, at the top of a screen, in twenty words at most."""

import pandas as pd

from analytics.disclosure import ProtectedTable, Status
from analytics.indicators import indicator
from analytics.statistics.words import ChangeWord
from analytics.text import formats
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS
from data.model import Period

_CLEAR = (ChangeWord.CLEAR_RISE, ChangeWord.CLEAR_FALL)
NOTHING = "Aucun fait à montrer pour l’instant."
_NAMED = 2
"""Indicators that moved, beyond which they are counted rather than named."""
_WITHHELD = "les nombres sont trop petits pour être communiqués"


def of_commune(table: ProtectedTable, months: Period, n_late: int) -> str:
    """What moved clearly in the whole commune over a period, and how many decisions are late.

    Never what is only probable: a headline is repeated without its margin.

    Parameters
    ----------
    table : rows of ``figures.changes.table``, one per indicator, of the commune.
    months : the period asked for; some indicators may be compared on a part of it.
    """
    sentence = f"{formats.capitalised(_when(months))}, {_moved(table.frame)}."
    if not n_late:
        return sentence
    return f"{sentence} {formats.counted(n_late, 'décision', 'décisions')} en retard."


def _when(months: Period) -> str:
    """Months of a sentence, by their year where they are all of it."""
    named = formats.bucket(pd.Timestamp(months.start), pd.Timestamp(months.end))
    return f"en {named}" if named.isdigit() else formats.during(months)


def _moved(rows: pd.DataFrame) -> str:
    shown = rows[rows["status"] == Status.PUBLISHED]
    moved = [
        f"{WORDS[word]} : {_names(shown[shown['word'] == word])}" for word in _CLEAR if (shown["word"] == word).any()
    ]
    if moved:
        return " ; ".join(moved)
    if (shown["word"] != ChangeWord.INSUFFICIENT_DATA).any():
        return "aucun indicateur de la commune ne bouge nettement"
    if len(shown):
        return "trop peu de faits pour conclure"
    return "rien ne peut être comparé aux années précédentes" if (rows["status"] == Status.NO_DATA).all() else _WITHHELD


def _names(rows: pd.DataFrame) -> str:
    if len(rows) > _NAMED:
        return formats.counted(len(rows), "indicateur", "indicateurs")
    labels = [indicator(slug).label for slug in rows["indicator"]]
    return formats.enumeration([label[0].lower() + label[1:] for label in labels])


typeset_module(__name__)
