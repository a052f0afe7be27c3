"""The way of a file of facts into the draft of the next snapshot.

Every row ends loaded, duplicate or rejected with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from data import reference
from data.commune import Commune
from data.errors import EmptyFileError, MappingError, NoUsableRowError, UnknownColumnError, UnknownSourceError
from data.intake import place, profiles, rows, tabular
from data.intake.profiles import SourceProfile
from data.model import Precision
from data.warehouse.publish import Draft, publishing
from data.warehouse.statements import statement

_SAMPLE = 1000
"""Rows read to recognise the format of the dates."""


@dataclass(frozen=True)
class Delivery:
    """What became of one file.

    Attributes
    ----------
    rows_read : rows under the headers; for a pivot table, the cells that hold a number.
    loaded, duplicate, rejected : rows; they add up to ``rows_read``.
    not_located : facts of this file without a zone, by level.
    period : first and last date, at the precision of the source.
    """

    delivery: int
    source: str
    file: str
    rows_read: int
    loaded: int
    duplicate: int
    rejected: Mapping[str, int]
    not_located: Mapping[str, int]
    period: tuple[str, str]


def load(
    commune: Commune,
    paths: Sequence[Path],
    *,
    source: str | None = None,
    kind: str | None = None,
    mapping: Sequence[str] = (),
    level: str | None = None,
    dry_run: bool = False,
) -> tuple[list[Delivery], str]:
    """Load files of facts, all or none, and publish them as one new snapshot.

    Parameters
    ----------
    source : slug of a profile; when neither it nor ``kind`` is given, each file is recognised by its headers.
    kind, mapping, level : a description given on the spot instead of a profile.
    dry_run : report without publishing.

    Returns
    -------
    One delivery per file, and the number of the snapshot that holds them.

    Raises
    ------
    QuietudeError : a file is refused; nothing changes.
    """
    known = profiles.read_profiles(commune.home)
    given = _given(known, source, kind, mapping, level)
    with publishing(commune, dry_run=dry_run) as draft:
        deliveries = [load_into(draft, path, given, known) for path in paths]
    return deliveries, draft.version


def load_into(draft: Draft, path: Path, given: SourceProfile | None, known: Mapping[str, SourceProfile]) -> Delivery:
    """Load one file into a draft; a file that was already loaded the same way changes nothing.

    Parameters
    ----------
    given : the profile to read it with; None to recognise it among ``known``.
    """
    with tabular.opened(path) as table:
        profile = given or profiles.recognise(table.headers, known, file=path.name)
        for column in profile.columns.values():
            if column not in table.headers:
                raise UnknownColumnError(file=path.name, column=column, columns=", ".join(table.headers))
        fingerprint = f"{tabular.fingerprint(path)}:{profile.source}:{profile.level}:{sorted(profile.columns.items())}"
        earlier = draft.connection.execute(
            statement("intake/earlier_delivery"), {"fingerprint": fingerprint}
        ).fetchone()
        if earlier:
            number, n_rows, *period = earlier
            return Delivery(
                number, profile.source, path.name, n_rows, 0, n_rows, {}, _not_located(draft, number), tuple(period)
            )
        precision, staged = _stage(draft.connection, table, profile, file=path.name)
    place.locate_rows(draft.connection, staged, profile, file=path.name)
    return _settle(draft, profile, precision, file=path.name, fingerprint=fingerprint)


def _given(
    known: Mapping[str, SourceProfile], source: str | None, kind: str | None, mapping: Sequence[str], level: str | None
) -> SourceProfile | None:
    if source and (kind or mapping):
        raise MappingError(problem="--source et --kind ou --map s’excluent", advice="Gardez l’un des deux.")
    if source and source not in known:
        raise UnknownSourceError(
            problem=f"La source « {source} » n’existe pas.", advice=f"Sources : {', '.join(known)}."
        )
    if source:
        return known[source]
    if kind:
        return profiles.describe(kind, mapping, level)
    if mapping:
        raise MappingError(
            problem="la nature des faits manque", advice="Ajoutez --kind, par exemple --kind signalement."
        )
    return None


def _stage(
    connection: duckdb.DuckDBPyConnection, table: tabular.TextTable, profile: SourceProfile, *, file: str
) -> tuple[Precision, pa.Table]:
    """Read every row as text and type it, with the reason to refuse it.

    The rows stay in memory, in the order of the file.
    """
    connection.register("delivered", rows.delivered(connection, table, profile, file=file))
    samples = connection.execute(statement("intake/date_samples"), {"size": _SAMPLE}).fetchall()
    precision, formats = tabular.date_formats([text for (text,) in samples])
    parameters = {
        "formats": list(formats),
        "has_hour": "%H" in formats[0],
        "counted": profile.accumulates,
        "tomorrow": date.today() + timedelta(days=1),
    }
    return precision, connection.sql(statement("intake/stage"), params=parameters).to_arrow_table()


def _settle(draft: Draft, profile: SourceProfile, precision: Precision, *, file: str, fingerprint: str) -> Delivery:
    """Set duplicates aside, write what remains and say what became of each row."""
    connection = draft.connection
    number = connection.execute(statement("intake/next_delivery")).fetchall()[0][0]
    source = {"source": profile.source, "precision": precision}
    connection.execute(statement("intake/duplicate"))
    _set_duplicates_aside(connection, profile, source)
    connection.execute(statement("intake/rejected_rows"), {"delivery": number})
    rows_read, duplicate, rejected = connection.execute(
        statement("intake/delivered_rows"), {"delivery": number}
    ).fetchall()[0]
    reasons = dict(connection.execute(statement("intake/rejections_by_reason"), {"delivery": number}).fetchall())
    if rows_read == 0:
        raise EmptyFileError(file=file)
    if rejected == rows_read:
        raise NoUsableRowError(file=file, reasons=", ".join(f"{reason} : {n}" for reason, n in reasons.items()))
    connection.execute(statement("intake/accepted_facts"), {"delivery": number, "kind": profile.kind, **source})
    _map_categories(draft, profile.source)
    first, last = connection.execute(statement("intake/period_loaded")).fetchall()[0]
    period = (_at_precision(first, precision), _at_precision(last, precision))
    loaded = rows_read - duplicate - rejected
    written = {
        "delivery": number,
        "source": profile.source,
        "kind": profile.kind,
        "file": file,
        "fingerprint": fingerprint,
        "loaded_at": datetime.now(),
        "rows_read": rows_read,
        "loaded": loaded,
        "duplicate": duplicate,
        "rejected": rejected,
        "period_first": period[0],
        "period_last": period[1],
    }
    connection.execute(statement("intake/new_delivery"), written)
    connection.unregister("located")
    draft.changed = True
    return Delivery(
        number, profile.source, file, rows_read, loaded, duplicate, reasons, _not_located(draft, number), period
    )


def _set_duplicates_aside(
    connection: duckdb.DuckDBPyConnection, profile: SourceProfile, source: Mapping[str, str]
) -> None:
    if profile.accumulates:
        connection.execute(statement("intake/corrected_counts"), source)
        connection.execute(statement("intake/repeated_counts"))
        connection.execute(statement("intake/superseded_counts"), source)
        return
    if "id" in profile.columns:
        connection.execute(statement("intake/repeated_identifiers"))
    if connection.execute(statement("intake/deliveries_of_source"), {"source": profile.source}).fetchall() != [(0,)]:
        connection.execute(statement("intake/known_identifiers"), {"source": profile.source})
        connection.execute(statement("intake/repeated_events"), source)


def _map_categories(draft: Draft, source: str) -> None:
    nomenclature = reference.read(draft.commune.home)
    new = draft.connection.execute(statement("intake/new_categories"), {"source": source}).fetchall()
    mapped = [
        {"source": source, "delivered": delivered, "category": nomenclature.recognise(delivered)}
        for (delivered,) in new
    ]
    if mapped:
        draft.connection.executemany(statement("intake/new_category"), mapped)


def _not_located(draft: Draft, delivery: int) -> dict[str, int]:
    levels = {level for (level,) in draft.connection.execute(statement("intake/zone_levels")).fetchall()}
    counts = draft.connection.execute(statement("intake/not_located_in_delivery"), {"delivery": delivery}).fetchall()
    return {level: int(n) for level, n in zip(place.LOCATED_LEVELS, counts[0], strict=True) if level in levels}


def _at_precision(day: date, precision: Precision) -> str:
    return f"{day:{ {'year': '%Y', 'month': '%Y-%m', 'day': '%Y-%m-%d'}[precision] }}"
