"""Headlines: the sentence that answers, at the top of a screen, in twenty words at most."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd

from analytics.disclosure import ProtectedTable, Status
from analytics.indicators import Indicator, indicator
from analytics.statistics.words import STILL, ChangeWord, SurveyWord
from analytics.text import formats
from analytics.text.feeling import ANSWERS
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from analytics.text.verdicts import NEVER_JUDGED, WORDS
from data.model import Level, Period
from data.reference import levels

if TYPE_CHECKING:
    from data.coverage import Coverage

_CLEAR = (ChangeWord.CLEAR_RISE, ChangeWord.CLEAR_FALL)
NOTHING = "Aucun fait à montrer pour l’instant."
NO_FACTS = "Il manque encore les faits."
_YEARS_ONLY = "Les sources ne donnent que l’année des faits, sans leur mois."
_MOST_WORDS = 20
_NAMED = 2
"""Indicators, or zones, that moved, beyond which they are counted rather than named."""
NO_SURVEY = "Aucune réponse d’enquête à montrer pour l’instant."
_APART = (SurveyWord.DARKER, SurveyWord.BRIGHTER)
_TOO_FEW_ANSWERS = "trop peu de réponses pour conclure"
_STILL = "rien ne bouge nettement"
_UNKNOWN = "données insuffisantes pour conclure"
_TOO_FEW = "trop peu de faits pour conclure"
_PLURALS = {ChangeWord.CLEAR_RISE: "hausses nettes", ChangeWord.CLEAR_FALL: "baisses nettes"}
_WITHHELD = "les nombres sont trop petits pour être communiqués"


def of_commune(table: ProtectedTable, months: Period, n_late: int) -> str:
    """What moved clearly in the whole commune over a period, and how many decisions are late.

    Never what is only probable: a headline is repeated without its margin.

    Parameters
    ----------
    table : rows of ``figures.changes.table``, one per indicator, of the commune.
    months : the period asked for; some indicators may be compared on a part of it.
    """
    rows = table.frame
    names = {word: _indicators(_with(rows, word)) for word in _CLEAR}
    still = "aucun indicateur de la commune ne bouge nettement"
    sentence = f"{formats.capitalised(formats.within(months))}, {_moved(rows, names, still)}."
    if not n_late:
        return sentence
    return f"{sentence} {formats.counted(n_late, 'décision', 'décisions')} en retard."


def of_files(coverages: Sequence["Coverage"], names: Mapping[str, str], gives_years: bool) -> str:
    """Which months are not there, or until when all are.

    Parameters
    ----------
    coverages : of each source whose facts have a month.
    names : what each source is called, by slug.
    gives_years : whether a source gives the year of its facts alone: nothing is known of its months.
    """
    if not coverages:
        return _YEARS_ONLY if gives_years else NO_FACTS
    whole = "Aucun mois ne manque" if gives_years else "Rien ne manque"
    absent = {one.source: (one.missing, one.late) for one in coverages if one.missing or one.late}
    if not absent:
        lasts = {one.received.last_month for one in coverages}
        sources = formats.counted(len(coverages), "source reçue", "sources reçues")
        return f"{whole} : {sources}{' au moins' if len(lasts) > 1 else ''} jusqu’en {formats.month(min(lasts))}."
    missing, late = ([*chain(*months)] for months in zip(*absent.values(), strict=True))
    clauses = (_counted(missing, "manque", "manquent"), _counted(late, "est en retard", "sont en retard"))
    counts = ", ".join(filter(None, clauses))
    brief = f"Dans {formats.counted(len(absent), 'source', 'sources')} : {counts}."
    if len(absent) > 1:
        return brief
    (source,) = absent
    of_months = "" if missing and late else f" ({formats.months(missing or late)})"
    named = f"{literal(names.get(source, source))} : {counts}{of_months}."
    return named if len(named.split()) <= _MOST_WORDS else brief


def _counted(months: Sequence[date], singular: str, plural: str) -> str:
    return (
        f"{formats.counted(len(months), 'mois', 'mois')} {singular if len(months) == 1 else plural}" if months else ""
    )


def of_zones(table: ProtectedTable, measured: Indicator, level: Level) -> str:
    """Which zones of a level moved clearly; of the commune as a whole, what became of it.

    Parameters
    ----------
    table : rows of ``figures.changes.with_commune``, the commune last.
    """
    if level is Level.COMMUNE:
        return of_place(table.frame.iloc[-1], measured)
    zones = table.frame.iloc[:-1]
    names = {word: _zones(_with(zones, word), level) for word in _CLEAR}
    still = f"{_STILL} dans les {levels()[level].plural}"
    return f"{measured.label}{', ' if any(names.values()) else ' : '}{_moved(zones, names, still)}."


def of_place(row: pd.Series, measured: Indicator, zone: str | None = None) -> str:
    """What became of one zone, or of the commune for None: the word of the verdict, unless it is only probable.

    Parameters
    ----------
    row : of ``figures.changes.with_commune``.
    zone : its name, as it was typed.
    """
    rows, place = row.to_frame().T, "toute la commune" if zone is None else literal(zone)
    word = row["word"]
    said = WORDS[word] if word in (*_CLEAR, *STILL) and row["status"] == Status.PUBLISHED else ""
    return f"{measured.label}, {place} : {said or _moved(rows, {}, _STILL)}."


def of_words(n_indicators: int, n_champs: int, n_words: int) -> str:
    """How much is defined."""
    indicators = formats.counted(n_indicators, "indicateur", "indicateurs")
    champs = formats.counted(n_champs, "champ d’action", "champs d’action")
    return f"{indicators}, {champs} et {formats.counted(n_words, 'mot', 'mots')} sont définis ici."


def of_register(words: Sequence[str], n_withheld: int, n_late: int) -> str:
    """How many actions are judged, which changes are clear, and how many decisions are late.

    Parameters
    ----------
    words : of each action of the register, empty for one that is not judged.
    n_withheld : actions whose counts are withheld.
    """
    late = f" {formats.counted(n_late, 'décision', 'décisions')} en retard." if n_late else ""
    if not words:
        return f"Aucune action au registre.{late}"
    judged = [word for word in words if word]
    n_actions = formats.counted(len(words), "action", "actions")
    if not judged:
        return f"{n_actions} : {_WITHHELD if n_withheld else 'aucune n’est évaluée'}.{late}"
    clear = [f"{formats.counted(judged.count(word), WORDS[word], _PLURALS[word])}" for word in _CLEAR if word in judged]
    is_unknown = all(word == ChangeWord.INSUFFICIENT_DATA for word in judged)
    said = formats.enumeration(clear) or (_UNKNOWN if is_unknown else "aucun changement net")
    return f"{n_actions}, {formats.counted(len(judged), 'évaluée', 'évaluées')} : {said}.{late}"


def of_action(name: str, word: str, *, is_withheld: bool) -> str:
    """What became of what an action follows: the word of its verdict, unless it is only probable.

    Parameters
    ----------
    name : as it was typed.
    word : empty where it is not judged.
    """
    if not word:
        said = _WITHHELD if is_withheld else NEVER_JUDGED
    elif word == ChangeWord.INSUFFICIENT_DATA:
        said = _UNKNOWN
    else:
        said = WORDS[word] if word in (*_CLEAR, *STILL) else "aucun changement net"
    return f"{literal(name)} : {said}."


def of_feeling(
    felt: ProtectedTable,
    changed: ProtectedTable | None,
    beside: ProtectedTable | None,
    *,
    before: str,
    level: Level,
    has_orientation: bool,
) -> str:
    """What clearly changed since an earlier wave, else where what is felt is clearly apart from what is recorded.

    Where nothing is, the share of the counted answers, and why nothing is said of its change.

    Parameters
    ----------
    felt, changed, beside : ``figures.surveys.shares`` and ``changes``, ``figures.felt_and_recorded.facts``, the commune
        first; None where no wave, or no indicator, compares.
    before : name of the earlier wave.
    """
    answers = ANSWERS[has_orientation]
    whole, wave = felt.frame.iloc[0], f"la vague {literal(before)}"
    share = "" if pd.isna(whole["share_pct"]) else f"{formats.percent(whole['share_pct'] / 100)} de {answers}"
    if changed is not None:
        of_all, zones = changed.frame.iloc[0], changed.frame.iloc[1:]
        if share and of_all["word"] in _CLEAR and of_all["status"] == Status.PUBLISHED:
            return f"{share} : {WORDS[of_all['word']]} depuis {wave}."
        if moved := _named(zones, "word", _CLEAR, level):
            return f"{formats.capitalised(answers)} depuis {wave}, {moved}."
    if beside is not None and (apart := _named(beside.frame.iloc[1:], "verdict", _APART, level)):
        return f"{formats.capitalised(apart)}."
    if not share:
        return f"{formats.capitalised(answers)} : {_TOO_FEW_ANSWERS if whole['status'] == Status.PUBLISHED else _WITHHELD}."
    if changed is None:
        return f"{share}, sans vague plus ancienne à comparer."
    return f"{share} : {_unmoved(of_all, wave)}."


def _unmoved(row: pd.Series, wave: str) -> str:
    """What is known of a share that did not clearly change since a wave."""
    if row["status"] != Status.PUBLISHED:
        return f"changement depuis {wave} non communiqué"
    if pd.isna(row["share_pct"]):
        return f"trop peu de réponses pour comparer à {wave}"
    if row["word"] == SurveyWord.NOT_COMPARABLE:
        return f"{WORDS[row['word']]} à {wave}"
    return f"{WORDS[row['word']] if row['word'] in STILL else 'rien ne change nettement'} depuis {wave}"


def _named(rows: pd.DataFrame, column: str, words: Collection[str], level: Level) -> str:
    """Each of some words with the zones that have it; empty where none does."""
    shown = rows[rows["status"] == Status.PUBLISHED]
    of = {word: shown[shown[column] == word] for word in words}
    return " ; ".join(f"{WORDS[word]} : {_zones(some, level)}" for word, some in of.items() if len(some))


def _moved(rows: pd.DataFrame, names: Mapping[ChangeWord, str], still: str) -> str:
    """Each clear word with who has it; where none is, what is known of the rest."""
    shown = rows[rows["status"] == Status.PUBLISHED]
    moved = [f"{WORDS[word]} : {named}" for word, named in names.items() if named]
    if moved:
        return " ; ".join(moved)
    if (shown["word"] != ChangeWord.INSUFFICIENT_DATA).any():
        return still
    if len(shown):
        return _TOO_FEW
    return "aucune comparaison n’est possible" if (rows["status"] == Status.NO_DATA).all() else _WITHHELD


def _with(rows: pd.DataFrame, word: ChangeWord) -> pd.DataFrame:
    return rows[(rows["word"] == word) & (rows["status"] == Status.PUBLISHED)]


def _indicators(rows: pd.DataFrame) -> str:
    if len(rows) > _NAMED:
        return formats.counted(len(rows), "indicateur", "indicateurs")
    return formats.enumeration([formats.small(indicator(slug).label) for slug in rows["indicator"]])


def _zones(rows: pd.DataFrame, level: Level) -> str:
    if len(rows) > _NAMED:
        return formats.counted(len(rows), levels()[level].singular, levels()[level].plural)
    return literal(formats.enumeration([*rows["zone_label"]]))


typeset_module(__name__)
