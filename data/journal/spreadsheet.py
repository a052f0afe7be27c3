"""The register of actions as a table: written as CSV or XLSX, read back from any spreadsheet."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.errors import EntryError, QuietudeError, UnknownColumnError, UnreadableFileError
from data.intake.readers import tabular
from data.journal.journal import Journal, Writer, as_text
from data.journal.values import Action, ActionStatus, Direction, Followed, Unit, Zone
from data.model import Level
from data.reference import Champ, Nomenclature, Partner, levels, normalise
from data.warehouse import repository, snapshot

COLUMNS = {
    "nom": "name",
    "champ": "champ",
    "axe": "axis",
    "quartiers": "zones",
    "debut": "start",
    "fin": "end",
    "pilote": "lead",
    "cout_euros": "cost_euros",
    "effet_attendu": "expected_effect",
    "mecanisme": "mechanism",
    "partenaires": "partners",
    "effectif_etp": "staff",
    "indicateurs": "indicators",
    "statut": "status",
    "ecrit_le": "written_on",
    "zones_comparees": "compared",
    "zones_autour": "around",
    "comparaison_fixee_le": "comparison_fixed_on",
    "version": "version",
}
"""Headers of the table, and the fields of an action that they hold."""
_NEEDED = ("nom", "champ", "quartiers", "debut", "fin", "pilote")
_BETWEEN = " | "
_FORMULA = "=+-@'"
"""What a spreadsheet would run, or take for the mark of a text; such a text is written after a « ' »."""
_FOLLOWED = re.compile(r"(\w+)(?:/(\w+))?(?:\s+(baisse|hausse)(?:\s+([\d.,]+)\s*(%)?)?)?")


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken.

    Attributes
    ----------
    line : in the file.
    problem : French sentence or clause.
    """

    line: int
    problem: str


@dataclass(frozen=True)
class ImportReport:
    """What became of each row of a file.

    Attributes
    ----------
    created, changed, unchanged : names of actions.
    ignored : headers that the register does not have.
    """

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


def write(journal: Journal, path: Path) -> None:
    """Write all the actions into ``path``: a workbook if it ends with ``.xlsx``, else CSV with ``;``."""
    actions = journal.actions()
    names = _zone_names(journal, actions)
    rows = [[_cell(getattr(action, name), names) for name in COLUMNS.values()] for action in actions]
    if path.suffix.lower() == ".xlsx":
        _write_workbook(path, rows)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        writer.writerows([as_text(cell) if not isinstance(cell, str) else cell for cell in row] for row in rows)


def import_register(journal: Journal, writer: Writer, path: Path, *, by: str, at: datetime) -> ImportReport:
    """Write the actions of a file in the journal; a row that cannot be is refused alone.

    An action is known by its name. A column that the file lacks changes nothing; a row exported before another change
    of its action is refused.

    Raises
    ------
    MissingFileError, EmptyFileError, UnreadableFileError, ArchiveError : it is no table.
    UnknownColumnError : a column that every register has is missing.
    """
    with tabular.opened(path) as table:
        if not isinstance(table, tabular.TextTable):
            raise UnreadableFileError(file=path.name, expected="un tableau (CSV, XLSX ou ODS)")
        by_header = {normalise(header): header for header in table.headers}
        for needed in _NEEDED:
            if normalise(needed) not in by_header:
                raise UnknownColumnError(file=path.name, column=needed, columns=", ".join(table.headers))
        columns = {by_header[key]: name for header, name in COLUMNS.items() if (key := normalise(header)) in by_header}
        report = ImportReport(ignored=tuple(header for header in table.headers if header not in columns))
        known = writer.actions()
        row = _Row(journal.nomenclature, _zone_names(journal, known.values()), at.date())
        lines: dict[str, int] = {}
        with table.path.open(encoding="utf-8-sig", newline="") as file:
            for _ in range(table.n_before):
                next(file)
            reader = csv.DictReader(file, table.headers, delimiter=table.separator, restval="")
            next(reader)
            for cells in reader:
                line = reader.line_num + table.n_before
                if not any(filter(None, cells.values())):
                    continue
                try:
                    if None in cells:
                        raise EntryError(problem="elle a plus de cellules que de colonnes")
                    texts = {name: _unguarded(cells[header].strip()) for header, name in columns.items()}
                    key = normalise(texts["name"])
                    if key in lines:
                        raise EntryError(problem=f"cette action est déjà à la ligne {lines[key]}")
                    lines[key] = line
                    _write_action(writer, row.action(texts, known.get(key)), known.get(key), report, by=by, at=at)
                except QuietudeError as error:
                    report.refused.append(RefusedRow(line, str(error.values.get("problem", error))))
    return report


def _write_action(
    writer: Writer, action: Action, before: Action | None, report: ImportReport, *, by: str, at: datetime
) -> None:
    if before is None:
        writer.register(action, by=by, at=at)
        report.created.append(action.name)
    elif replace(action, version=before.version) == before:
        report.unchanged.append(action.name)
    else:
        writer.revise(action, by=by, at=at)
        report.changed.append(action.name)


@dataclass(frozen=True)
class _Row:
    """How the cells of a row are read.

    Attributes
    ----------
    zones : zones by their name, normalised.
    day : that of the reading, which tells whether an action runs.
    """

    nomenclature: Nomenclature
    zones: Mapping[str, Zone]
    day: date

    def action(self, texts: Mapping[str, str], before: Action | None) -> Action:
        """The action of a row; what the file does not say is as it was, or empty."""
        readers: dict[str, Callable[[str], Any]] = {
            "champ": lambda text: _slug(text, self.nomenclature.champs),
            "zones": self._zones, "compared": self._zones, "around": self._zones,
            "start": _day, "end": _day, "written_on": _day, "comparison_fixed_on": _day,
            "cost_euros": _whole, "version": _whole, "staff": _number, "status": _status, "indicators": _indicators,
            "partners": lambda text: tuple(_slug(one, self.nomenclature.partners) for one in _split(text)),
        }  # fmt: skip
        given = {name: readers.get(name, str)(text) for name, text in texts.items()}
        if given.get("start") is None:
            raise EntryError(problem="« début » est vide")
        for name in ("status", "version") if before else ("status", "version", "written_on"):
            if given.get(name) is None:
                given.pop(name, None)
        if before is not None:
            return replace(before, **given)
        given.pop("version", None)
        written = {"expected_effect": "", "mechanism": "", "status": self._status(given["start"], given["end"])}
        return Action(**written | given)

    def _zones(self, text: str) -> tuple[Zone, ...]:
        return tuple(self.zones.get(normalise(name), Zone(Level.QUARTIER, "", name)) for name in _split(text))

    def _status(self, start: date, end: date | None) -> ActionStatus:
        if start > self.day:
            return ActionStatus.PLANNED
        return ActionStatus.ENDED if end is not None and end < self.day else ActionStatus.RUNNING


def _zone_names(journal: Journal, actions: Iterable[Action]) -> dict[str, Zone]:
    """Zones by what a file may call them, normalised: « level:code », a label that one alone bears, a quartier's code.

    Those of the published snapshot, then those that the journal itself names.
    """
    zones = [*_published(journal)]
    zones += [zone for one in actions for zone in (*one.zones, *one.compared, *one.around) if zone not in zones]
    names: dict[str, Zone] = {}
    for level in (Level.QUARTIER, *(level for level in levels() if level is not Level.QUARTIER)):
        of_level = dict.fromkeys(zone for zone in zones if zone.level is level)
        codes_of_label = Counter(label for label, _ in {(zone.label, zone.code) for zone in of_level if zone.code})
        for zone in of_level:
            if zone.code:
                names.setdefault(normalise(f"{level}:{zone.code}"), zone)
            if zone.code and level is Level.QUARTIER:
                names.setdefault(normalise(zone.code), zone)
            if codes_of_label[zone.label] < 2:
                names.setdefault(normalise(zone.label), zone)
    return names


def _published(journal: Journal) -> Iterable[Zone]:
    commune = journal.commune
    if snapshot.current_version(commune.home) is None:
        return
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        for level in repository.zones_at_levels(connection):
            for row in repository.zones(connection, level).itertuples():
                yield Zone(level, str(row.zone_code), str(row.zone_label))


def _cell(value: object, names: Mapping[str, Zone]) -> Any:
    """A field as a cell: dates and numbers as they are, the rest as text that no spreadsheet runs."""
    if value is None or isinstance(value, date | int | float):
        return value
    if isinstance(value, tuple):
        text = _BETWEEN.join(_zone_name(one, names) if isinstance(one, Zone) else as_text(one) for one in value)
    else:
        text = as_text(value)
    return f"'{text}" if text[:1] and text[0] in _FORMULA else text


def _zone_name(zone: Zone, names: Mapping[str, Zone]) -> str:
    is_clear = names.get(normalise(zone.label)) == zone and "|" not in zone.label
    return zone.label if is_clear or not zone.code else f"{zone.level}:{zone.code}"


def _write_workbook(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Actions"
    for row in ([*COLUMNS], *rows):
        sheet.append(row)
    sheet.freeze_panes = "B2"
    workbook.save(path)


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in _FORMULA else text


def _split(text: str) -> list[str]:
    return [part for cell in text.split("|") if (part := cell.strip())]


def _slug(text: str, entries: Mapping[str, Champ] | Mapping[str, Partner]) -> str:
    """A slug, which a person may have written as its label; what is unknown stays as it is, to be refused by name."""
    slugs = {normalise(name): slug for slug, entry in entries.items() for name in (slug, entry.label)}
    return slugs.get(normalise(text), text)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        french = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
        return date(*(int(part) for part in reversed(french.groups()))) if french else date.fromisoformat(text)
    except ValueError as error:
        raise EntryError(problem=f"« {text} » n’est pas une date (par exemple 2025-03-31)") from error


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


def _status(text: str) -> ActionStatus | None:
    known = {normalise(status): status for status in ActionStatus}
    if text and normalise(text) not in known:
        raise EntryError(problem=f"« {text} » n’est pas un statut ({', '.join(ActionStatus)})")
    return known.get(normalise(text))


def _indicators(text: str) -> tuple[Followed, ...]:
    return tuple(map(_followed, _split(text)))


def _followed(text: str) -> Followed:
    """Read « signalements/bruit_tapage baisse 33 % », as the register writes it."""
    match = _FOLLOWED.fullmatch(text)
    if not match:
        problem = f"« {text} » n’est pas un indicateur suivi (par exemple signalements/bruit_tapage baisse 33 %)"
        raise EntryError(problem=problem)
    indicator, category, direction, target, percent = match.groups()
    return Followed(
        indicator,
        category or "",
        Direction(direction or Direction.DOWN),
        _number(target or ""),
        # Without a target, per cent is what a new one is counted in.
        Unit.PERCENT if percent or target is None else Unit.NUMBER,
    )
