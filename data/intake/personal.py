"""Personal data at the door: what identifies someone, by its header or by its content, is never kept.

Only the columns that a profile names are read at all; this module looks at those, and says which others were left.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from stdnum.fr import nir

from data import reference
from data.errors import PersonalDataError
from data.intake import persons

if TYPE_CHECKING:
    from data.intake.readers import tabular

_SAMPLE = 1000
"""Rows, or identifiers, looked at; natures and zones are looked at wholly."""
_MANY = 20_000
"""Different texts in one column: more is free text."""
_LONG = 200
"""Letters of one text: more is free text."""
_MOSTLY, _AT_TIMES = 0.5, 0.02
"""Share of personal texts from which a column that is read is refused, and from which one that is not is reported."""

_REASON = "donnée personnelle"
_NAME = "un nom de personne"
_NIR = "un numéro de sécurité sociale"
_SENSITIVE = "une donnée sensible (origine, religion, opinions, santé, vie sexuelle)"
_HEADERS = {
    _NAME: (
        r"^(nom|prenom)s?( et)?( (nom|prenom)s?)?$|^(nom|prenom|identite)s? (de famille|d usage|complet|"
        r"(de l |du |de la |des )?(agent|requerant|plaignant|declarant|locataire|victime|auteur|temoin|demandeur|usager"
        r"|habitant)e?s?)$"
    ),
    "une adresse électronique": r"\b(e ?mails?|mails?|courriels?|adresse electronique)\b",
    "un numéro de téléphone": r"\b(tel|telephones?|portable|gsm)\b",
    "une adresse informatique": r"^(ip|ip ?addr(ess)?|adresse ip)$",
    _NIR: r"\b(nir|securite sociale)\b",
    "une plaque d’immatriculation": r"\b(immatriculations?|plaques?)\b",
    "une date de naissance": r"\b(naissance|nee? le|ne e le)\b",
    # Article 9 of the GDPR; files of surveys may be in English.
    _SENSITIVE: (
        r"\b(races?|ethni\w*|hispanic|religio\w*|confession religieuse|orientations? sexuelles?|sexual orientation"
        r"|partis? politiques?|(opinion|sensibilite|orientation|positionnement|bord|couleur)s? politiques?"
        r"|(quel|du|un|votre|ce) parti(?! pris)\b|vot(e|es|ed|ez|er|ons|eriez|erez|ing)|political"
        r"|croyances?|pratiquante?s?|couleur de peau|origines? (ethniques?|raciales?)"
        r"|(appartenance|adhesion) syndicale|syndique\w*|etat de sante"
        r"|(problemes?|soucis) de sante|maladies?|(membre|adherente?) d un syndicat|handicaps?)\b"
    ),
}
_CONTENTS = {
    "une adresse électronique": r"(?<![^\s@;,<>])[^\s@;,<>]+@[^\s@;,<>]+\.[a-z]{2,}",
    # Ten digits on end are a number of anything, but for those of mobile telephones.
    "un numéro de téléphone": (
        r"(?<![\d.])(?:(?:(?:\+|00)33\s?|0)[1-9](?:[\s.\-]\d{2}){4}|(?:(?:\+|00)33|0)[67]\d{8})(?!\d)"
    ),
    "une adresse informatique": r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])",
    _NIR: r"(?<![\d.,])[12](?:\s?\d{2}){2}\s?(?:\d{2}|2[AB])(?:\s?\d{3}){2}\s?\d{2}(?!\d)",
    "une plaque d’immatriculation": r"(?<![A-Z\d])[A-HJ-NP-TV-Z]{2}[-\s]\d{3}[-\s][A-HJ-NP-TV-Z]{2}(?![A-Z\d])",
}
_MARKS = re.compile(r"[@\d]")
"""What a text has that any of the contents is found in."""
_ANY_DIGIT = bytes.maketrans(b"123456789", b"0" * 9)
_PATTERNS = {what: re.compile(pattern, re.IGNORECASE if "@" in pattern else 0) for what, pattern in _CONTENTS.items()}
_PATTERNS_OF_SHAPES = [
    re.compile(
        re.sub(r"(\{[^}]*\})|\[[^\]]*[0-9][^\]]*\]|[0-9]", lambda digits: digits[1] or r"\d", pattern.pattern),
        pattern.flags,
    )
    for pattern in _PATTERNS.values()
]
"""The same with any digits: what the shape of a text matches wherever the text does."""


def left_in_file(connection: duckdb.DuckDBPyConnection, table: "tabular.Table", read: Iterable[str]) -> dict[str, str]:
    """What the columns that are not read seem to hold of persons, in French, by header."""
    others = [header for header in table.headers if header not in set(read)]
    if not others:
        return {}
    rows = table.read(connection).select(*map(duckdb.ColumnExpression, others)).limit(_SAMPLE).fetchall()
    personal_columns = {
        header: _of_header(header) or _of_column([row[i] for row in rows]) for i, header in enumerate(others)
    }
    return {header: what for header, what in personal_columns.items() if what}


def persons_in(header: str, texts: Iterable[str]) -> str | None:
    """What a header, or any of a few texts, tells of persons, in French; None for nothing."""
    return _of_header(header) or next(filter(None, map(of_text, texts)), None)


def is_sensitive(header: str) -> bool:
    """Whether a question asks for what the law lets nobody keep without a reason of its own."""
    return re.search(_HEADERS[_SENSITIVE], reference.normalise(header)) is not None


def set_aside(
    connection: duckdb.DuckDBPyConnection,
    staged: pa.Table,
    columns: Mapping[str, str],
    *,
    are_zones: Callable[[Collection[str]], bool],
    file: str,
) -> pa.Table:
    """Refuse the rows whose nature or zone names someone, and the whole file when a column mostly does.

    Parameters
    ----------
    staged : rows of a file, typed, with the reason to refuse each.
    columns : header of each role.
    are_zones : whether some different texts are mostly names of zones: a column « Nom » of them names nobody.

    Raises
    ------
    PersonalDataError : the header of a role, or most of its texts, or free text.
    """
    personal: dict[str, list[str]] = {}
    for role in ("category", "subcategory", "zone_code", "zone_label", "id"):
        if role not in columns:
            continue
        texts = _texts(connection, staged, "record_id" if role == "id" else role)
        is_named = role in ("zone_code", "zone_label")
        kinds = {text: what for text in texts if (what := of_zone(text) if is_named else of_text(text))}
        often = _most_frequent(list(kinds.values()), len(texts), _AT_TIMES if role == "id" else _MOSTLY)
        what = _of_header(columns[role]) or often
        if is_named and what == _NAME and not often and are_zones(texts):
            what = None
        if role != "id" and (len(texts) > _MANY or max(map(len, texts), default=0) > _LONG):
            what = "du texte libre, où des personnes peuvent être nommées"
        if what:
            raise PersonalDataError(file=file, column=columns[role], what=what)
        # Identifiers are compared from one file to the next: those of a few rows cannot be set aside.
        if role != "id" and kinds:
            personal[role] = [*kinds]
    if not personal:
        return staged
    names_someone = np.zeros(len(staged), dtype=bool)
    for role, texts in personal.items():
        names_someone |= pc.is_in(staged[role], value_set=pa.array(texts, pa.string())).to_numpy()
    reasons = pc.if_else(pa.array(names_someone), pc.coalesce(staged["reason"], pa.scalar(_REASON)), staged["reason"])
    return staged.set_column(staged.column_names.index("reason"), "reason", reasons)


def _texts(connection: duckdb.DuckDBPyConnection, staged: pa.Table, column: str) -> list[str]:
    """Different texts of a column; of identifiers, which all differ, those of the first rows."""
    cells = connection.from_arrow(staged).select(duckdb.ColumnExpression(column))
    some = cells.limit(_SAMPLE) if column == "record_id" else cells.distinct().limit(_MANY + 1)
    return [text for (text,) in some.fetchall() if text]


def _of_header(header: str) -> str | None:
    name = reference.normalise(header)
    return next((what for what, pattern in _HEADERS.items() if re.search(pattern, name)), None)


def _of_column(texts: Sequence[str | None]) -> str | None:
    """What a column that is not read holds of persons: now and then in free text, mostly where texts are repeated.

    Rows of a category that names someone are refused one by one, and zones bear names of persons.
    """
    filled = [text for text in texts if text]
    is_repeated = 2 * len(set(filled)) <= len(filled)
    different = set(filled)
    # Nothing personal goes on over a semicolon: the many columns that hold nothing of it are searched at once.
    together = ";".join(different)
    shapes = _shapes(together)
    may_be_number = any(pattern.search(shapes) for pattern in _PATTERNS_OF_SHAPES)
    is_suspect = (may_be_number and _of_number(together) is not None) or persons.is_pointed_at_in(shapes)
    known = {text: of_zone(text) if is_suspect else None for text in different}
    pointed = [what for text in filled if (what := known[text])]
    numbers = [what for what in pointed if what != _NAME]
    return (
        _most_frequent(numbers, len(filled), _AT_TIMES)
        or _most_frequent(pointed, len(filled), _MOSTLY if is_repeated else _AT_TIMES)
        or _most_frequent(pointed + [_NAME] * _n_full_names(filled, known), len(filled), _MOSTLY)
    )


def _shapes(together: str) -> str:
    """Texts, joined by semicolons, with zeros as their digits; those that are then one come once."""
    shapes = together.encode("utf-8", "surrogatepass").translate(_ANY_DIGIT).split(b";")
    return b";".join({*shapes}).decode("utf-8", "surrogatepass")


def _n_full_names(filled: Sequence[str], known: Mapping[str, str | None]) -> int:
    """Number of texts that hold nothing else of a person than a given name beside another name."""
    unnamed = [text for text, what in known.items() if not what]
    if not persons.holds_full_name(_shapes(";".join(unnamed))):
        return 0
    named = {text for text in unnamed if persons.holds_full_name(text)}
    return sum(text in named for text in filled)


def _most_frequent(kinds: Sequence[str], n_texts: int, share: float) -> str | None:
    often = max(set(kinds), key=kinds.count, default=None)
    return often if len(kinds) >= share * n_texts else None


def of_text(text: str) -> str | None:
    """What a text holds of a person, in French, if anything."""
    return _of_number(text) or (_NAME if persons.is_named_in(text) else None)


def of_zone(text: str) -> str | None:
    """What the name of a zone holds of a person: not a name alone, since zones are named after persons."""
    return _of_number(text) or (_NAME if persons.is_pointed_at_in(text) else None)


def _of_number(text: str) -> str | None:
    if not _MARKS.search(text):
        return None
    return next(
        (what for what, pattern in _PATTERNS.items() if any(_holds(what, m[0]) for m in pattern.finditer(text))), None
    )


def _holds(what: str, text: str) -> bool:
    """Whether what looks personal is: many numbers have fifteen digits, few end with the key of the other thirteen."""
    return what != _NIR or nir.is_valid(text)
