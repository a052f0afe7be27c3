"""A register of actions, as a commune keeps it in a spreadsheet, read into the journal."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.errors import EntryError, QuietudeError, UnknownColumnError, UnreadableFileError
from data.intake import personal, register_headers
from data.intake.readers import tabular
from data.journal import cells
from data.journal.cells import ZoneNames
from data.journal.journal import Journal, Writer, differences
from data.journal.spreadsheet import FORMULA, zone_names
from data.journal.values import Action, ActionStatus, Direction, Followed, Unit, Zone
from data.reference import Nomenclature, normalise

_FOLLOWED = re.compile(r"(\w+)(?:/(\w+))?(?:\s+(baisse|hausse)(?:\s+([\d.,]+)\s*(%)?)?)?")
_BETWEEN_PARTNERS = re.compile(r"[|,;/\n&+]|\bet\b")
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b.*")
_MOST_NAMED = 10
"""Texts that one note names."""

_UNKNOWN_ZONES = "Zones que la commune n’a pas, gardées par leur nom"
_LIKE_ZONES = "Zones reconnues à leur ressemblance"
_LIKE_CHAMPS = "Champs d’action reconnus à leurs mots"
_WIDE_DATES = "Dates sans jour, lues au premier jour pour un début et au dernier pour une fin"
_ROUNDED = "Coûts arrondis à l’euro"
_YEARLY = "Coûts annuels, gardés comme ils sont écrits"
_UNKNOWN_PARTNERS = "Partenaires qui ne sont d’aucune famille, à compléter"
_UNKNOWN_INDICATORS = "Indicateurs en toutes lettres, à choisir sur la fiche de l’action"
_NO_CHAMP = "Champ d’action à compléter"
_NOT_ANNOUNCED = "Effet attendu ou mécanisme à compléter"
_IGNORED = "Colonnes laissées dans le fichier"
_NO_ACTION = "Lignes qui ne décrivent aucune action"


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken.

    Attributes
    ----------
    line : in the file, as a spreadsheet numbers it.
    problem : French sentence or clause.
    """

    line: int
    problem: str


@dataclass(frozen=True)
class ImportReport:
    """What became of each row of a file.

    Attributes
    ----------
    created, unchanged : names of actions.
    changed : by name of action, its fields that change, each with its text before and after.
    ignored : headers that the register does not have.
    notes : how cells were read, and what is left to complete, in French sentences.
    """

    created: list[str] = field(default_factory=list)
    changed: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Rows that describe an action."""
        return len(self.created) + len(self.changed) + len(self.unchanged) + len(self.refused)


def import_register(journal: Journal, writer: Writer, path: Path, *, by: str, at: datetime) -> ImportReport:
    """Write the actions of a file in the journal; a row that cannot be is refused alone.

    An action is known by its name. A column that the file lacks changes nothing, nor does an empty cell of a file
    without versions; a row exported before another change of its action is refused.

    Raises
    ------
    MissingFileError, EmptyFileError, UnreadableFileError, ArchiveError : it is no table.
    UnknownColumnError : it has no name or no start of actions.
    """
    with tabular.opened(path) as opened:
        if not isinstance(opened, tabular.TextTable):
            raise UnreadableFileError(file=path.name, expected="un tableau (CSV, XLSX ou ODS)")
        table, columns = _recognised(opened, file=path.name)
        known = writer.actions()
        names = ZoneNames(zone_names(journal, known.values()), journal.commune.name)
        row = _Row(journal.nomenclature, names, at.date())
        report = ImportReport(ignored=tuple(header for header in table.headers if header not in columns.values()))
        notes = _Notes()
        for header in report.ignored:
            notes.add(_IGNORED, f"« {header} »")
        lines: dict[str, int] = {}
        for line, texts in _rows(table):
            by_header = dict(zip(table.headers, texts, strict=False))
            given = {name: _unguarded(by_header.get(header, "").strip()) for name, header in columns.items()}
            if sum(bool(text.strip()) for text in texts) < 2 or _TOTAL.fullmatch(normalise(given["name"])):
                notes.add(_NO_ACTION, str(line))
                continue
            try:
                if any(text.strip() for text in texts[len(table.headers) :]):
                    raise EntryError(problem="elle a plus de cellules que de colonnes")
                key = normalise(given["name"])
                if key in lines:
                    raise EntryError(problem=f"cette action est déjà à la ligne {lines[key]}")
                lines[key] = line
                action, remarks = row.action(given, known.get(key))
                _write_action(writer, action, known.get(key), report, by=by, at=at)
            except QuietudeError as error:
                report.refused.append(RefusedRow(line, str(error.values.get("problem", error))))
                continue
            for sentence, text in remarks:
                notes.add(sentence, text)
            if not action.champ:
                notes.add(_NO_CHAMP, f"« {action.name} »")
            if not (action.expected_effect and action.mechanism):
                notes.add(_NOT_ANNOUNCED, f"« {action.name} »")
    return replace(report, notes=notes.sentences())


def _recognised(table: tabular.TextTable, *, file: str) -> tuple[tabular.TextTable, dict[str, str]]:
    """The table with the right row as its headers, and the header of each field."""
    for read in (table, *table.lower):
        columns = register_headers.columns(read.headers)
        if "name" in columns and {"start", "period"} & set(columns):
            return read, columns
    columns = register_headers.columns(table.headers)
    missing = "debut" if "name" in columns else "nom"
    raise UnknownColumnError(file=file, column=missing, columns=", ".join(table.headers))


def _rows(table: tabular.TextTable) -> Iterator[tuple[int, list[str]]]:
    """Rows under the headers that are not empty, each with its number."""
    with table.path.open(encoding="utf-8-sig", newline="") as content:
        reader = csv.reader(content, delimiter=table.separator)
        in_table = False
        for number, texts in enumerate(reader, start=1):
            if in_table and any(map(str.strip, texts)):
                yield number, texts
            in_table = in_table or reader.line_num > table.n_before


def _write_action(
    writer: Writer, action: Action, before: Action | None, report: ImportReport, *, by: str, at: datetime
) -> None:
    if before is None:
        writer.register(action, by=by, at=at)
        report.created.append(action.name)
    elif replace(action, version=before.version) == before:
        report.unchanged.append(action.name)
    else:
        revised = writer.revise(action, by=by, at=at)
        report.changed[action.name] = differences(before, replace(revised, version=before.version))


class _Notes:
    """Sentences, each with the texts of the file that it is about."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[str, None]] = {}

    def add(self, sentence: str, text: str) -> None:
        """Note a text, once; one that names a person is not repeated."""
        self._texts.setdefault(sentence, {})["…" if personal.of_text(text) else text] = None

    def sentences(self) -> tuple[str, ...]:
        """What was noted, each list cut where it is long."""
        return tuple(f"{sentence} : {_listed([*texts])}." for sentence, texts in self._texts.items())


def _listed(texts: list[str]) -> str:
    more = f" et {len(texts) - _MOST_NAMED} de plus" if len(texts) > _MOST_NAMED else ""
    return ", ".join(texts[:_MOST_NAMED]) + more


Remarks = list[tuple[str, str]]
"""Sentence of a note, and the text that it is about."""


@dataclass(frozen=True)
class _Row:
    """How the cells of a row are read.

    Attributes
    ----------
    day : that of the reading, which tells whether an action runs.
    """

    nomenclature: Nomenclature
    zones: ZoneNames
    day: date

    def action(self, texts: Mapping[str, str], before: Action | None) -> tuple[Action, Remarks]:
        """The action of a row; what the file does not say is as it was, or empty."""
        remarks: Remarks = []
        readers: dict[str, Callable[[str, Remarks], Any]] = {
            "champ": self._champ, "zones": self._zones, "compared": self._zones, "around": self._zones,
            "start": _first_day, "end": _last_day, "written_on": _first_day, "comparison_fixed_on": _first_day,
            "cost_euros": _cost, "partners": self._partners, "indicators": _indicators,
            "version": lambda text, _: _whole(text), "staff": lambda text, _: _number(text),
            "status": lambda text, _: cells.status(text),
        }  # fmt: skip
        if before is not None and not texts.get("version"):
            texts = {name: text for name, text in texts.items() if text}
        given: dict[str, Any] = {
            name: readers[name](text, remarks) if name in readers else text
            for name, text in texts.items()
            if name != "period"
        }
        if period := texts.get("period"):
            first, last = cells.first_and_last(period)
            given["start"], given["end"] = given.get("start") or first, given.get("end") or last
        if before is None and given.get("start") is None or given.get("start", self.day) is None:
            raise EntryError(problem="« début » est vide")
        for name in ("status", "version") if before else ("status", "version", "written_on"):
            if given.get(name) is None:
                given.pop(name, None)
        if before is not None:
            return replace(before, **given), remarks
        given.pop("version", None)
        written = {"champ": "", "lead": "", "expected_effect": "", "mechanism": ""}
        status = self._status(given["start"], given.get("end"))
        return Action(**written | {"status": status} | given), remarks

    def _champ(self, text: str, remarks: Remarks) -> str:
        """A slug; what is unknown stays as it is, to be refused by name."""
        if not text:
            return ""
        champs = {slug: champ.label for slug, champ in self.nomenclature.champs.items()}
        slug = cells.slug(text, champs)
        if slug is None:
            return text
        if normalise(text) not in (normalise(slug), normalise(champs[slug])):
            remarks.append((_LIKE_CHAMPS, f"« {text} » pour « {champs[slug]} »"))
        return slug

    def _zones(self, text: str, remarks: Remarks) -> tuple[Zone, ...]:
        zones, guessed = self.zones.read(text)
        remarks += [(_LIKE_ZONES, one) for one in guessed]
        remarks += [(_UNKNOWN_ZONES, f"« {zone.label} »") for zone in zones if not zone.code]
        return zones

    def _partners(self, text: str, remarks: Remarks) -> tuple[str, ...]:
        labels = {slug: partner.label for slug, partner in self.nomenclature.partners.items()}
        found: dict[str, None] = {}
        whole = cells.slug(text, labels)
        for part in [text] if whole else _BETWEEN_PARTNERS.split(text):
            if name := part.strip():
                slug = cells.slug(name, labels) or self._family(name)
                if slug is None:
                    remarks.append((_UNKNOWN_PARTNERS, f"« {name} »"))
                else:
                    found[slug] = None
        return tuple(found)

    def _family(self, name: str) -> str | None:
        """The one family whose definition has the words of a name."""
        words = cells.stems(name)
        families = [
            slug
            for slug, partner in self.nomenclature.partners.items()
            if words and words <= cells.stems(f"{partner.label} {partner.definition}")
        ]
        return families[0] if len(families) == 1 else None

    def _status(self, start: date, end: date | None) -> ActionStatus:
        if start > self.day:
            return ActionStatus.PLANNED
        return ActionStatus.ENDED if end is not None and end < self.day else ActionStatus.RUNNING


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in FORMULA else text


def _first_day(text: str, remarks: Remarks) -> date | None:
    days = cells.period(text)
    if days is not None and days[0] != days[1]:
        remarks.append((_WIDE_DATES, f"« {text} »"))
    return days and days[0]


def _last_day(text: str, remarks: Remarks) -> date | None:
    days = cells.period(text)
    if days is not None and days[0] != days[1]:
        remarks.append((_WIDE_DATES, f"« {text} »"))
    return days and days[1]


def _cost(text: str, remarks: Remarks) -> int | None:
    amount, is_yearly = cells.euros(text)
    if amount is None:
        return None
    if is_yearly:
        remarks.append((_YEARLY, f"« {text} »"))
    if not amount.is_integer():
        remarks.append((_ROUNDED, f"« {text} »"))
    return int(amount + 0.5)


def _number(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(re.sub(r"[\s€]", "", text).replace(",", "."))
    except ValueError as error:
        raise EntryError(problem=f"« {text} » n’est pas un nombre") from error


def _whole(text: str) -> int | None:
    number = _number(text)
    if number is None:
        return None
    if not number.is_integer():
        raise EntryError(problem=f"« {text} » n’est pas un nombre entier")
    return int(number)


def _indicators(text: str, remarks: Remarks) -> tuple[Followed, ...]:
    """Read « signalements/bruit_tapage baisse 33 % », as the register writes it; other texts are left to be chosen."""
    followed = []
    for part in filter(None, map(str.strip, text.split("|"))):
        match = _FOLLOWED.fullmatch(part)
        if match:
            followed.append(_followed(match))
        else:
            remarks.append((_UNKNOWN_INDICATORS, f"« {part} »"))
    return tuple(followed)


def _followed(match: re.Match[str]) -> Followed:
    indicator, category, direction, target, percent = match.groups()
    return Followed(
        indicator,
        category or "",
        Direction(direction or Direction.DOWN),
        _number(target or ""),
        # Without a target, per cent is what a new one is counted in.
        Unit.PERCENT if percent or target is None else Unit.NUMBER,
    )
