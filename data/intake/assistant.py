"""A file that nobody has described: what its columns seem to be, and what a description of it would bring."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
from rapidfuzz import fuzz, process

from data import reference
from data.commune import Commune
from data.intake import door, personal, profiles, tables
from data.intake.delivery import Delivery
from data.intake.profiles import QuestionProfile, SourceProfile
from data.intake.readers import tabular
from data.intake.zones import names as zone_names
from data.model import Level
from data.warehouse import snapshot
from data.warehouse.publish import publishing
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_SAMPLE = 1000
"""Rows looked at to propose roles."""
_SHOWN = 3
_LONG = 60
"""Letters: a longer text is shown cut."""
_FEW, _OF_ROWS = 20, 0.2
"""Different texts in a column, up to which they may be categories: in number, or as a share of the rows."""
_MANY = 300
"""Different natures looked at, the most frequent first."""
_MOSTLY = 0.5
_ALIKE = 85
"""Out of 100, words in common, from which a category is suggested for the name that a file gives."""
_ROWS_SHOWN = 10
_ANSWERS, _ANSWERS_SHOWN = " · ", 8
_KEY = 40
"""Letters of a question's key."""


@dataclass(frozen=True)
class Column:
    """A column of a file.

    Attributes
    ----------
    samples : some of its different texts; none where it seems to describe persons.
    personal : what it seems to hold of persons, in French; empty if nothing.
    """

    header: str
    samples: tuple[str, ...]
    personal: str


@dataclass(frozen=True)
class Examined:
    """What a file seems to be.

    Attributes
    ----------
    encoding, separator : None where the file is no text.
    n_before : lines over the headers.
    header_rows : the rows that may be the headers, the likeliest first.
    months : headers that name a month: the table is then unfolded, a row per month.
    proposed : header of each role that a column seems to play.
    level : the cut that the proposed zones are of.
    """

    columns: tuple[Column, ...]
    encoding: str | None
    separator: str | None
    n_before: int
    header_rows: tuple[tuple[str, ...], ...]
    months: tuple[str, ...]
    proposed: Mapping[str, str]
    level: Level


@dataclass(frozen=True)
class Nature:
    """A category as the file names it, on ``n_rows`` rows.

    Attributes
    ----------
    category : slug of the nomenclature that it is known to be; empty where it is unknown.
    suggested : slug that it may be; empty where nothing resembles it.
    """

    delivered: str
    n_rows: int
    category: str
    suggested: str


@dataclass(frozen=True)
class Preview:
    """What a file would bring if it were read as described.

    Attributes
    ----------
    accepted : the earliest facts, columns ``date``, ``hour``, ``nature``, ``subcategory``, ``count``, ``zone``.
    questions : those of a survey, columns ``wording`` and ``answers``.
    rejected : the first rows refused, columns ``row`` and ``reason``.
    profile : the description, with the questions that the file has, by which the next wave is known and compared.
    """

    delivery: Delivery
    accepted: pd.DataFrame
    questions: pd.DataFrame
    rejected: pd.DataFrame
    profile: SourceProfile


def examine(commune: Commune, path: Path, *, header_row: int = 0) -> Examined:
    """Look at a file, and propose what each of its columns may be.

    Parameters
    ----------
    header_row : position among ``header_rows`` of the row that holds the headers.

    Raises
    ------
    QuietudeError : the file is no table.
    """
    with tabular.opened(path) as table, duckdb.connect() as connection:
        rows = (table, *table.lower)
        read = rows[min(header_row, len(rows) - 1)]
        personal_columns = personal.left_in_file(connection, read, ())
        texts = _texts(connection, read)
    months = tuple(header for header in read.headers if tabular.month_of_header(header))
    open_columns = {
        header: cells for header, cells in texts.items() if header not in personal_columns and header not in months
    }
    names = _zone_names(commune)
    level = _level(open_columns, names)
    return Examined(
        tuple(
            Column(header, _shown(texts[header], header in personal_columns), personal_columns.get(header, ""))
            for header in read.headers
        ),
        read.encoding if isinstance(read, tabular.TextTable) else None,
        read.separator if isinstance(read, tabular.TextTable) and read.encoding else None,
        read.n_before if isinstance(read, tabular.TextTable) else 0,
        tuple(tuple(map(_unnamed, row.headers)) for row in rows),
        months,
        _proposed(open_columns, names[level], dated=bool(months)),
        level,
    )


def natures(commune: Commune, path: Path, profile: SourceProfile) -> list[Nature]:
    """The categories that a file names, the most frequent first, and those of the nomenclature that they may be.

    Raises
    ------
    QuietudeError : the file cannot be read with this profile.
    """
    nomenclature = reference.read(commune.home)
    spellings = {
        reference.normalise(spelling): slug
        for slug, category in nomenclature.categories.items()
        for spelling in (category.label, *category.aliases)
    }
    with tabular.opened(path) as table, duckdb.connect() as connection:
        table, _, columns = tables.recognised(table, profile, {}, file=path.name)
        if "category" not in columns:
            return []
        connection.register(
            "delivered", table.read(connection).select(duckdb.ColumnExpression(columns["category"]).alias("category"))
        )
        natures_in_file = connection.execute(statement("natures_in_file"), {"size": _MANY}).fetchall()
    return [Nature(delivered, n, *_matched(delivered, nomenclature, spellings)) for delivered, n in natures_in_file]


def preview(commune: Commune, path: Path, profile: SourceProfile) -> Preview:
    """What a file would bring, read as described; nothing is written.

    Raises
    ------
    QuietudeError : the file is refused.
    """
    with publishing(commune, dry_run=True) as draft:
        delivery = door.take_into(draft, path, profile)
        numbered = {"delivery": delivery.delivery, "size": _ROWS_SHOWN}
        accepted = draft.connection.execute(statement("first_facts"), numbered).df()
        question_rows = draft.connection.execute(
            statement("questions_of_delivery"), {"delivery": delivery.delivery}
        ).fetchall()
        rejected = draft.connection.execute(statement("first_rejections"), numbered).df()
    questions = pd.DataFrame(
        [(wording, _ANSWERS.join(scale[:_ANSWERS_SHOWN])) for wording, scale, _ in question_rows],
        columns=["wording", "answers"],
    )
    keys = {
        f"{reference.normalise(wording)[:_KEY].strip().replace(' ', '_')}_{n}": wording
        for n, wording in enumerate(questions["wording"], 1)
    }
    described = replace(profile, questions={key: QuestionProfile((wording,)) for key, wording in keys.items()})
    return Preview(delivery, accepted, questions, rejected, described)


def accept(commune: Commune, path: Path, profile: SourceProfile) -> str:
    """Load a file as described and keep the description, so that the next file needs none.

    Returns
    -------
    Number of the snapshot that holds the file.

    Raises
    ------
    QuietudeError : the file or its description is refused; nothing changes.
    """
    with publishing(commune) as draft:
        door.take_into(draft, path, profile)
        # Before the data are published: a description without data does no harm, data that no description reads would.
        profiles.save(commune.home, profile)
    return draft.version


def _texts(connection: duckdb.DuckDBPyConnection, table: tabular.Table) -> dict[str, list[str]]:
    """Texts of the first rows that are not empty, by header."""
    rows = table.read(connection).limit(_SAMPLE).fetchall()
    return {
        header: [text for row in rows if (text := (row[i] or "").strip())] for i, header in enumerate(table.headers)
    }


def _unnamed(cell: str) -> str:
    """A cell that may be a header or a value: of a value that names someone, nothing."""
    return "…" if personal.of_text(cell) else cell


def _shown(texts: Sequence[str], is_personal: bool) -> tuple[str, ...]:
    if is_personal:
        return ()
    different = list(dict.fromkeys(texts))[:_SHOWN]
    return tuple(text if len(text) <= _LONG else f"{text[: _LONG - 1]}…" for text in different)


_Names = Mapping[str, set[str]]
"""Of the zones of a level, what they are called, by role: by their label, or by their code."""


def _zone_names(commune: Commune) -> dict[Level, _Names]:
    names: dict[Level, _Names] = {level: {"zone_label": set(), "zone_code": set()} for level in reference.zone_levels()}
    version = snapshot.current_version(commune.home)
    if version is not None:
        with snapshot.open_version(commune.home, version) as connection:
            for level, named in names.items():
                for code, _, label, *_ in zone_names.zones_of(connection, level):
                    named["zone_label"].update(zone_names.names_of(label))
                    named["zone_code"].update(zone_names.names_of(code))
    return names


def _level(columns: Mapping[str, list[str]], names: Mapping[Level, _Names]) -> Level:
    """The level of which a column names most zones; quartiers where none does."""
    shares = {
        level: max((_share_of(texts, known) for texts in columns.values() for known in named.values()), default=0.0)
        for level, named in names.items()
    }
    return max(shares, key=lambda level: shares[level])


def _share_of(texts: Sequence[str], names: set[str]) -> float:
    """Share of the different texts of a column that are names of zones."""
    different = set(texts)
    return sum(bool(names & zone_names.names_of(text)) for text in different) / len(different) if different else 0.0


@dataclass(frozen=True)
class _Sign:
    """Signs of a role: the header, the contents; ``alone`` where the contents are enough."""

    header: str
    contents: Callable[[Sequence[str]], bool]
    alone: bool = False

    def weight(self, header: str, texts: Sequence[str]) -> int:
        """2 when header and contents agree, 1 when the contents alone suffice, else 0."""
        if not texts or not self.contents(texts):
            return 0
        return 2 if re.search(self.header, reference.normalise(header)) else int(self.alone)


def _are(pattern: str) -> Callable[[Sequence[str]], bool]:
    whole = re.compile(pattern)
    return lambda texts: all(whole.fullmatch(text) for text in texts)


def _are_few(texts: Sequence[str]) -> bool:
    different = Counter(texts)
    return len(different) <= max(_FEW, _OF_ROWS * len(texts)) and not _are(r"[\d\s.,/:-]+")(texts)


def _are_texts(texts: Sequence[str]) -> bool:
    return sum(bool(re.search(r"[^\W\d]{3}", text)) for text in texts) >= _MOSTLY * len(texts)


def _all_differ(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts)


_NUMBER = r"-?\d+([.,]\d+)?"
_SIGNS = {
    "point": _Sign(r"point|geo", _are(r"-?\d+\.\d+\s*,\s*-?\d+\.\d+|.*coordinates.*|\{.*lon.*\}"), alone=True),
    "lat": _Sign(r"\b(lat|latitude)\b|^y wgs84", _are(_NUMBER)),
    "lon": _Sign(r"\b(lon|lng|long|longitude)\b|^x wgs84", _are(_NUMBER)),
    "x": _Sign(r"^(coord \w* ?)?x( l93| lambert.*)?$|^(lambert|loc) x", _are(_NUMBER)),
    "y": _Sign(r"^(coord \w* ?)?y( l93| lambert.*)?$|^(lambert|loc) y", _are(_NUMBER)),
    "year": _Sign(r"^(annee|an|exercice)\b", _are(r"(19|20)\d{2}")),
    "month": _Sign(r"^mois\b", _are(r"\d{1,2}")),
    "date": _Sign(r"date|jour|\ble\b|moment|mois|periode", tabular.are_dates, alone=True),
    "time": _Sign(r"heure|horaire", _are(r"\d{1,2}\s*[:hH]\s*(\d{2}(:\d{2})?)?")),
    "id": _Sign(r"^(id|n|no|num|numero|ref|reference|identifiant)\b|\bid$", _all_differ),
    "count": _Sign(r"^(nb|nombre|total|effectif|faits|quantite|count)\b", _are(r"\d[\d\s\u00a0\u202f]*([.,]0+)?")),
    "address": _Sign(r"adresse|voie|\brue\b|lieu|localisation", _are_texts),
    "subcategory": _Sign(r"\bsous|detail|precision", _are_texts),
    "sex": _Sign(r"^(sexe|genre|vous etes)\b", _are_few),
    "age": _Sign(r"\bage\b", lambda texts: any(map(str.isdigit, "".join(texts)))),
    "weight": _Sign(r"^(poids|ponderation|weight)", _are(_NUMBER)),
    "category": _Sign(r"nature|type|categorie|motif|infraction|offen[sc]e|objet|theme|libelle|famille|index", _are_few),
}
"""Signs of each role but the zones, in the order in which columns are given away."""
_UNDATED = {"date", "time", "year", "month", "count"}
_TOGETHER = (("lat", "lon"), ("x", "y"))


def _proposed(columns: Mapping[str, list[str]], names: _Names, *, dated: bool) -> dict[str, str]:
    """Header of each role that a column seems to play; each column plays one."""
    left = dict(columns)
    proposed: dict[str, str] = {}
    for role, sign in _with_zones(names).items():
        if dated and role in _UNDATED:
            continue
        weights = {header: sign.weight(header, texts) for header, texts in left.items()}
        best = max(weights, key=lambda header: weights[header], default="")
        if best and weights[best]:
            proposed[role] = best
            del left[best]
    for pair in _TOGETHER:
        if len(proposed.keys() & set(pair)) == 1:
            proposed = {role: header for role, header in proposed.items() if role not in pair}
    if "date" in proposed or "year" not in proposed:
        proposed = {role: header for role, header in proposed.items() if role not in ("year", "month")}
    if {"lat", "point"} & proposed.keys():
        proposed = {role: header for role, header in proposed.items() if role not in ("x", "y")}
    return proposed


def _with_zones(names: _Names) -> dict[str, _Sign]:
    header = r"quartier|secteur|zone|iris|qpv"
    by_label = _Sign(header, lambda texts: _share_of(texts, names["zone_label"]) >= _MOSTLY, alone=True)
    # Codes of one or two digits are those of anything.
    by_code = _Sign(header, lambda texts: _share_of(texts, names["zone_code"]) >= _MOSTLY)
    return {"zone_label": by_label, "zone_code": by_code} | _SIGNS


def _matched(delivered: str, nomenclature: reference.Nomenclature, spellings: Mapping[str, str]) -> tuple[str, str]:
    """The category that a name is known to be, and the one that it may be."""
    known = nomenclature.recognise(delivered)
    if known in nomenclature.categories:
        return known, known
    name = reference.normalise(delivered)
    near = process.extract(name, spellings.keys(), scorer=fuzz.token_set_ratio, score_cutoff=_ALIKE, limit=None)
    # Of those that have its words, the one that has the fewest others.
    closest = max((spelling for spelling, *_ in near), key=lambda spelling: fuzz.ratio(name, spelling), default="")
    return "", spellings.get(closest, "")
