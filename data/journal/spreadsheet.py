"""The register of actions as a table, CSV or XLSX; ``register_file`` reads it back."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from data import storage
from data.intake.register_headers import COLUMNS
from data.journal.journal import Journal, as_text
from data.journal.values import Action, Zone
from data.model import Level
from data.reference import levels, normalise
from data.warehouse import repository, snapshot

BETWEEN = " | "
FORMULA = "=+-@\t\r\n'"
"""What a spreadsheet would run, or take for the mark of a text; such a text is written after a « ' »."""


def write(journal: Journal, path: Path) -> None:
    """Write all the actions into ``path``: a workbook if it ends with ``.xlsx``, else CSV with ``;``.

    Raises
    ------
    FullDiskError, UnwritableFileError : what was there stays.
    """
    actions = journal.actions()
    names = zone_names(journal, actions)
    rows = [[_cell(getattr(action, name), names) for name in COLUMNS.values()] for action in actions]
    storage.export(path, _workbook(rows) if path.suffix.lower() == ".xlsx" else _text(rows))


def zone_names(journal: Journal, actions: Iterable[Action]) -> dict[str, Zone]:
    """Zones ``by_name``: those of the published snapshot, then those that the journal itself names."""
    zones = [*_published(journal)]
    zones += [zone for one in actions for zone in (*one.zones, *one.compared, *one.around) if zone not in zones]
    return by_name(zones)


def by_name(zones: Iterable[Zone]) -> dict[str, Zone]:
    """Zones by what a file may call them, normalised: « level:code », a label that one alone bears, a quartier's code.

    Of two levels that share a label, the quartier bears it, then the first level of the menus.
    """
    zones = [*zones]
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


def zones_of(connection: snapshot.Connection) -> Iterator[Zone]:
    """Zones of a snapshot, the commune first."""
    for level in repository.zones_at_levels(connection):
        for row in repository.zones(connection, level).itertuples():
            yield Zone(level, str(row.zone_code), str(row.zone_label))


def _published(journal: Journal) -> Iterable[Zone]:
    commune = journal.commune
    if snapshot.current_version(commune.home) is None:
        return
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        yield from zones_of(connection)


def _cell(value: object, names: Mapping[str, Zone]) -> Any:
    """A field as a cell: dates and numbers as they are, the rest as text that no spreadsheet runs."""
    if value is None or isinstance(value, date | int | float):
        return value
    if isinstance(value, tuple):
        text = BETWEEN.join(_zone_name(one, names) if isinstance(one, Zone) else as_text(one) for one in value)
    else:
        text = as_text(value)
    return f"'{text}" if text[:1] and text[0] in FORMULA else text


def _zone_name(zone: Zone, names: Mapping[str, Zone]) -> str:
    is_clear = names.get(normalise(zone.label)) == zone and "|" not in zone.label
    return zone.label if is_clear or not zone.code else f"{zone.level}:{zone.code}"


def _text(rows: Sequence[Sequence[Any]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows([as_text(cell) if not isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Actions"
    for row in ([*COLUMNS], *rows):
        sheet.append(row)
    sheet.freeze_panes = "B2"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
