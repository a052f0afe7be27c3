"""What became of a file, in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from analytics.disclosure import ProtectedTable
from analytics.text import formats, readings
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from data.coverage import Coverage
from data.intake.delivery import Delivery
from data.model import Level, Period
from data.recording_breaks import RecordingBreak
from data.reference import levels
from data.typography import typeset

if TYPE_CHECKING:
    from data.journal import ImportReport

_ZONES_REPLACED = (
    "Une fois chargées, elles remplaceront celles de ce découpage s’il y en a, et les faits y seront placés de nouveau."
)
_ADDRESSES_REPLACED = (
    "Une fois chargées, elles situeront les faits à venir ; ceux qui sont déjà chargés resteront où ils sont."
)
UNKNOWN = "Rien ne dit ce que contient ce fichier : aucune date de faits n’y est reconnue."
SUPPOSED = "En attendant vos réponses, ce compte suppose la première réponse de chaque question."
NOT_THAT = "Ce n’est pas cela"
WHICH_ZONES = "De quel découpage sont ces contours ?"
SHAPES_OF_FACTS = "Ce sont des lieux de faits : décrire ce fichier"
_NOT_LOADED, _NOT_LOADED_YET = "Ne seront pas chargés : ", "une question attend sa réponse"
_LEFT_OUT = "N’ont pas été chargés : "
TO_BE_NAMED = "à nommer"
CHOOSE = "Choisissez une réponse"
UNMATCHED = "Noms qui ne désignent aucune zone"
UNMATCHED_HELP = (
    "Dites une fois quelle zone chacun désigne : les prochains fichiers de cette source seront lus de même. "
    "Sans réponse, ces lignes sont chargées sans zone."
)
UNMATCHED_MORE = "D’autres noms, moins fréquents, seront proposés ensuite."
NO_ZONE, CHOOSE_ZONE, APPLY_ZONES = "Laisser sans zone", "Choisissez une zone", "Appliquer ces choix"
STOP, STOPPED, AGAIN = "Arrêter la lecture", "La lecture de ce fichier a été arrêtée.", "Le lire"
WAITING = "Lecture de « {name} »…"
_ZONES_NAMED = 12
_NOTHING_NEW = "Ce fichier est déjà chargé : il n’apporte rien de plus."


def brought(
    delivery: Delivery, labels: Mapping[str, str], proposed: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """What any file would bring, or that it brings nothing new, in sentences.

    Parameters
    ----------
    labels, proposed : what sources that the commune has, and those that it would have, are called, by slug.
    """
    if delivery.content == "zones" and delivery.level:
        described, then = [_zones(delivery, delivery.level), *delivery.notes], _ZONES_REPLACED
    elif delivery.content == "addresses":
        described, then = [_addresses(delivery)], _ADDRESSES_REPLACED
    else:
        return preview(delivery, labels, proposed)
    return [*described, then if delivery.is_new else _NOTHING_NEW]


def unread(headers: Sequence[str]) -> str:
    """Columns that are left in a file and may matter."""
    named = formats.enumeration([f"« {header} »" for header in headers])
    if len(headers) == 1:
        return f"Colonne qui n’est pas lue, et qui semble utile : {named}."
    return f"Colonnes qui ne sont pas lues, et qui semblent utiles : {named}."


def of_file(name: str, sentences: Sequence[str]) -> str:
    """The name of a file, and what is said of it, in Markdown."""
    return f"{_named(name)}{_BREAK}{lines(sentences)}"


def not_loaded(names: Mapping[str, bool]) -> str:
    """Files that will not be loaded with the others, in Markdown.

    Parameters
    ----------
    names : whether a question waits for its answer, by file.
    """
    listed = (f"{_named(name)} ({_NOT_LOADED_YET})" if waits else _named(name) for name, waits in names.items())
    return f"{typeset(_NOT_LOADED)}{', '.join(listed)}."


def left_out(names: Iterable[str]) -> str:
    """Files that were not loaded with the others, in Markdown."""
    return f"{typeset(_LEFT_OUT)}{', '.join(map(_named, names))}."


def lines(sentences: Sequence[str]) -> str:
    """Sentences one under the other, as they are, in Markdown."""
    return _BREAK.join(map(literal, sentences))


def of_register(report: "ImportReport") -> list[str]:
    """What a register of actions would bring, in sentences."""
    counts = [
        f"{formats.integer(len(names))} {word}"
        for names, word in (
            (report.created, "à ajouter"),
            (report.changed, "à modifier"),
            (report.unchanged, "inchangées"),
            (report.refused, "refusées"),
        )
        if names
    ]
    refused = [f"Ligne {one.line} refusée, {one.problem}." for one in report.refused]
    return [f"Registre d’actions : {formats.enumeration(counts) or 'aucune'}.", *refused, *report.notes]


def _zones(zones: Delivery, level: Level) -> str:
    repaired = f", dont {formats.integer(zones.repaired)} au contour réparé" if zones.repaired else ""
    n_others = len(zones.labels) - len(zones.labels[:_ZONES_NAMED])
    others = [f"{formats.integer(n_others)} autres"] if n_others else []
    # A person sees by the names whether the right column was read.
    names = f" ({formats.enumeration([*zones.labels[:_ZONES_NAMED], *others])})" if zones.labels else ""
    return (
        f"Contours reconnus : {levels()[level].plural}. "
        f"Zones de la commune : {formats.integer(zones.loaded)}{repaired}{names}. "
        f"Coordonnées : {zones.crs_name}, {zones.crs_reason}."
    )


def _addresses(addresses: Delivery) -> str:
    return (
        f"Adresses reconnues : {formats.integer(addresses.loaded)} dans la commune. Rues : "
        f"{formats.integer(addresses.streets)}. "
        f"Inutilisables : {formats.integer(sum(addresses.rejected.values()))}."
    )


def preview(
    delivery: Delivery, labels: Mapping[str, str], proposed: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """What a file would bring: its source, what becomes of its rows, its period, and the columns that are left in it."""
    rows = [
        f"{formats.integer(n)} {word}"
        for n, word in (
            (delivery.loaded, "à charger"),
            (delivery.duplicate, "déjà connues"),
            (sum(delivery.rejected.values()), "écartées"),
        )
        if n
    ]
    source = (
        f"Nouvelle source : {proposed[delivery.source]}."
        if delivery.source in proposed
        else f"Source reconnue : {labels.get(delivery.source, delivery.source)}."
    )
    read = f"Lignes lues : {formats.integer(delivery.rows_read)} ({formats.enumeration(rows)})."
    parts = [f"{source} {read} Période : {_span(*delivery.period)}."]
    if delivery.replaced:
        parts.append(f"Lignes qui remplacent un nombre déjà chargé : {formats.integer(delivery.replaced)}.")
    if delivery.rejected:
        reasons = (f"{reason} ({formats.integer(n)})" for reason, n in delivery.rejected.items())
        parts.append(f"Raisons d’écarter : {formats.enumeration([*reasons])}.")
    lost = [f"{levels()[Level(level)].plural} ({formats.integer(n)})" for level, n in delivery.not_located.items() if n]
    if lost:
        counted = "Réponses" if delivery.content == "survey" else "Faits"
        parts.append(f"{counted} sans zone, selon le découpage : {formats.enumeration(lost)}.")
    if delivery.personal:
        left = (f"« {header} » ({what})" for header, what in delivery.personal.items())
        parts.append(
            f"Colonnes laissées dans le fichier, car elles semblent décrire des personnes : {formats.enumeration([*left])}."
        )
    return [*parts, *delivery.notes]


_BREAK = "  \n"
_RHYTHMS = {1: "chaque mois", 12: "chaque année"}
_WHOLE = "Rien ne manque."
_GONE = "Les lignes qu’il avait corrigées reviennent. Il pourra être chargé de nouveau."
FILE_HEADERS = {
    "number": "N°",
    "file": "Fichier",
    "source": "Source",
    "period": "Période",
    "read": "Lues",
    "loaded": "Chargées",
    "known": "Connues",
    "day": "Chargé le",
    "rejected": "Rejets",
}
MONTH_STATES = {
    "received": "reçu",
    "provisional": "provisoire",
    "": "pas encore reçu",
    "late": "en retard",
    "missing": "manquant",
    "break": "rupture",
}
"""States of a month of a source; ``""`` after the last that is expected."""


def listed(number: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """How many files were loaded, what became of their rows.

    Parameters
    ----------
    number : of the files that are listed.
    rows : every file, listed or not.
    """
    loaded, rejected = (sum(row[name] for row in rows) for name in ("loaded", "rejected"))
    files = formats.counted(len(rows), "fichier chargé", "fichiers chargés")
    latest = f" (les {formats.integer(number)} derniers)" if number < len(rows) else ""
    return f"{files}{latest}, {_lines(loaded)}, {formats.counted(rejected, 'rejet', 'rejets')}"


def cells(row: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[str, ...]:
    """A file that was loaded, under ``FILE_HEADERS``; its name and its source as they were typed."""
    counts = (formats.integer(row[name]) for name in ("rows_read", "loaded", "duplicate"))
    loaded_on = formats.short_day(datetime.fromisoformat(row["loaded_at"]).date())
    span = _short_span(row["period_first"], row["period_last"])
    return str(row["delivery"]), row["file"], labels.get(row["source"], row["source"]), span, *counts, loaded_on


def undoing(row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """What disappears with a file, in Markdown."""
    source = literal(labels.get(row["source"], row["source"]))
    return (
        f"{_named(row['file'])} ({source}) : ce qui reste des **{_lines(row['loaded'])}** chargées disparaît, période : "
        f"{_span(row['period_first'], row['period_last'])}. {_GONE}"
    )


def rejections(table: ProtectedTable) -> str:
    """How many rows of a file were left out for each reason, in Markdown, the most frequent first.

    Parameters
    ----------
    table : ``figures.rejections.table``.
    """
    counts = table.frame["reason"].value_counts()
    return _BREAK.join(f"{_lines(int(n))} : {literal(reason)}." for reason, n in counts.items())


def given(one: "Coverage") -> str:
    """How many months a source gave, and how many are not there."""
    absent = ((one.missing, "manque", "manquent"), (one.late, "en retard", "en retard"))
    parts = [f"{formats.integer(one.received.n_months - len(one.missing))} mois"]
    parts += [formats.counted(len(months), singular, plural) for months, singular, plural in absent if months]
    return ", ".join(parts)


def calendar(coverages: Sequence["Coverage"], breaks: Sequence["RecordingBreak"], labels: Mapping[str, str]) -> str:
    """Months of each source, in Markdown: received, missing, late, provisional, broken; and its rhythm."""
    is_whole = not any(one.missing or one.late for one in coverages)
    sentences = (
        f"**{literal(labels.get(one.source, one.source))}** : {_covered(one, [own for own in breaks if own.source == one.source])}."
        for one in coverages
    )
    return " ".join([*([_WHOLE] if is_whole else []), *sentences])


def _covered(one: "Coverage", breaks: Sequence["RecordingBreak"]) -> str:
    first, last = formats.month(one.received.start), formats.month(one.received.last_month)
    states = (("manquent", one.missing), ("en retard", one.late), ("provisoires", one.provisional))
    rhythm = "pas encore connu" if one.rhythm is None else _RHYTHMS.get(one.rhythm, f"tous les {one.rhythm} mois")
    parts = [
        f"reçus : {first if first == last else f'{first} – {last}'}",
        *(f"{word} : {formats.months(months)}" for word, months in states if months),
        *(f"rupture : {formats.month(own.month)} ({readings.changed(own)})" for own in breaks),
        f"rythme des fichiers : {rhythm}",
    ]
    return " ; ".join(parts)


def unmatched_zone(name: str, n_rows: int, suggestion: str) -> str:
    """A name that designates no zone, its rows, and the zone that it resembles, if any."""
    resembles = f", peut-être « {suggestion} »" if suggestion else ""
    return f"« {name} » ({formats.integer(n_rows)} {'lignes' if n_rows > 1 else 'ligne'}){resembles}"


def without_answer(usual: str) -> str:
    """What is understood where nothing is answered."""
    return f"Sans réponse : {usual}"


def _named(name: str) -> str:
    return f"**{literal(name)}**"


def _lines(number: int) -> str:
    return formats.counted(number, "ligne", "lignes")


def _span(first: str, last: str) -> str:
    """Two dates of a delivery, in words, at their own precision."""
    return _when(first) if first == last else f"{_when(first)} – {_when(last)}"


def _short_span(first: str, last: str) -> str:
    """Months of two dates of a delivery, in a narrow column: ``janv. – déc. 2025``."""
    if len(first) < len("2025-01"):
        return typeset(_span(first, last))
    start, end = (date.fromisoformat(f"{text[:7]}-01") for text in (first, last))
    return formats.short_period(Period.of_months(start, end))


def _when(text: str) -> str:
    match len(text):
        case 0:
            return "sans objet"
        case 4:
            return text
        case 7:
            return formats.month(date.fromisoformat(f"{text}-01"))
        case _:
            return formats.day(date.fromisoformat(text))


typeset_module(__name__, as_written=("of_file", "not_loaded", "left_out", "cells", "undoing"))
