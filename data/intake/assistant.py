"""A file that nobody has described: what its columns seem to be, and what a description of it would bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd
from rapidfuzz import fuzz, process

from data import reference
from data.commune import Commune
from data.intake import door, examination, personal, profiles, signs, tables
from data.intake.delivery import Delivery
from data.intake.profiles import QuestionProfile, SourceProfile
from data.intake.readers import dates, tabular
from data.model import Level
from data.warehouse import snapshot
from data.warehouse.publish import publishing
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_SHOWN = 3
_LONG = 60
"""Letters: a longer text is shown cut."""
_MANY = 300
"""Different natures looked at, the most frequent first."""
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
    scales : answers of each of these questions, by key.
    """

    delivery: Delivery
    accepted: pd.DataFrame
    questions: pd.DataFrame
    rejected: pd.DataFrame
    profile: SourceProfile
    scales: Mapping[str, tuple[str, ...]]


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
        texts = signs.texts_of(read.read(connection))
    months = tuple(header for header in read.headers if dates.month_of_header(header))
    open_columns = {
        header: cells for header, cells in texts.items() if header not in personal_columns and header not in months
    }
    names = _zone_names(commune)
    nomenclature = reference.read(commune.home)
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
        signs.proposed(open_columns, names, nomenclature, is_dated=bool(months)),
        signs.level_of(open_columns, names),
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
        table, _, columns = tables.recognised(table, profile, {}, commune, {}, file=path.name)
        if "category" not in columns:
            return []
        connection.register(
            "delivered", table.read(connection).select(duckdb.ColumnExpression(columns["category"]).alias("category"))
        )
        natures_in_file = connection.execute(statement("natures_in_file"), {"size": _MANY}).fetchall()
    return [
        Nature(delivered, n, *_matched(delivered, nomenclature, spellings))
        for delivered, n in natures_in_file
        if not personal.of_text(delivered)
    ]


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
    scales = {key: tuple(scale) for key, (_, scale, _) in zip(keys, question_rows, strict=True)}
    return Preview(delivery, accepted, questions, rejected, described, scales)


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
        profiles.save(draft, examination.kept(profile))
    return draft.version


def _unnamed(cell: str) -> str:
    """A cell that may be a header or a value: of a value that names someone, nothing."""
    return "…" if personal.of_text(cell) else cell


def _shown(texts: Sequence[str], is_personal: bool) -> tuple[str, ...]:
    if is_personal:
        return ()
    different = list(dict.fromkeys(map(_unnamed, dict.fromkeys(texts))))[:_SHOWN]
    return tuple(text if len(text) <= _LONG else f"{text[: _LONG - 1]}…" for text in different)


def _zone_names(commune: Commune) -> signs.Names:
    """What the zones of the commune are called; nothing before its first ones."""
    if snapshot.current_version(commune.home) is None:
        return {}
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        return signs.names_of_zones(connection)


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
