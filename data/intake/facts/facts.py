"""Rows that are facts, or counts of facts: typed, located, compared with those already known, and kept."""

from collections.abc import Mapping
from datetime import date, timedelta

import duckdb
import numpy as np
import pyarrow as pa
from duckdb.func import PythonUDFType
from duckdb.sqltypes import VARCHAR

from data import reference
from data.errors import EmptyFileError, NoUsableRowError
from data.intake import personal, rejections, signs
from data.intake.facts import locating
from data.intake.outcome import Outcome
from data.intake.profiles import SourceProfile
from data.intake.readers import date_columns, degrees, geometries, tabular
from data.intake.shape import Reader, shapes
from data.model import Precision
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)


def load(
    draft: Draft,
    table: tabular.Table,
    profile: SourceProfile,
    columns: Mapping[str, str],
    delivery: int,
    *,
    file: str,
    read: Reader,
) -> Outcome:
    """Load the facts of a file into a draft.

    Parameters
    ----------
    columns : header of each role.
    delivery : number that the file gets.
    read : reader of the rows of its shape.

    Raises
    ------
    EmptyFileError, NoUsableRowError, MappingError, UnknownLevelError
    """
    connection = draft.connection
    delivered = read(draft, table, profile, columns, file=file)
    precision, staged, notes = _stage(draft, delivered, profile, columns, file=file)
    staged = personal.set_aside(
        connection,
        staged,
        columns,
        are_zones=lambda texts: signs.are_zones(texts, signs.names_of_zones(connection)),
        file=file,
    )
    located = locating.locate_rows(connection, staged, profile, draft.commune, file=file)
    # Exact positions and addresses go no further, and leave their room to the rest of the load.
    del staged
    source = {"source": profile.source, "precision": precision}
    connection.execute(statement("duplicate"))
    connection.execute(statement("no_repetition"))
    replaced, n_placed = _set_duplicates_aside(connection, profile, source, delivery, is_answered=located.is_answered)
    rejections.write_placed(connection, delivery)
    numbers = connection.execute(statement("delivered_rows"), {"delivery": delivery}).fetchall()
    ((rows_read, duplicate, rejected),) = numbers
    reasons = rejections.by_reason(connection, delivery)
    if rows_read == 0:
        raise EmptyFileError(file=file)
    if rejected == rows_read:
        raise NoUsableRowError(file=file, reasons=rejections.listed(reasons))
    connection.execute(statement("accepted_facts"), {"delivery": delivery, "kind": profile.kind, **source})
    connection.execute(statement("doubtful_addresses"), {"delivery": delivery})
    _map_categories(draft, profile)
    first, last = connection.execute(statement("period_loaded")).fetchall()[0]
    period = (_at_precision(first, precision), _at_precision(last, precision))
    connection.unregister("located")
    connection.unregister("named")
    connection.unregister("doubtful")
    return Outcome(
        rows_read, duplicate, reasons, period, not_located(draft, delivery),
        notes=(*notes, *located.notes, *_placed_note(n_placed)), replaced=replaced,
        unmatched_zones=located.unmatched_zones,
    )  # fmt: skip


def not_located(draft: Draft, delivery: int) -> dict[str, int]:
    """Facts of a delivery without a zone, by level that has zones."""
    numbers = dict(draft.connection.execute(statement("not_located_in_delivery"), {"delivery": delivery}).fetchall())
    return {level: numbers[level] for level in reference.zone_levels() if level in numbers}


def _stage(
    draft: Draft,
    delivered: duckdb.DuckDBPyRelation,
    profile: SourceProfile,
    columns: Mapping[str, str],
    *,
    file: str,
) -> tuple[Precision, pa.Table, tuple[str, ...]]:
    """Type every row, read as text, with the reason to refuse it.

    Returns
    -------
    The precision of the dates; the rows, in memory, in the order of the file; what the user should know of their dates.
    """
    connection = draft.connection
    reading = date_columns.recognise(
        connection,
        delivered.select("date_text"),
        time_zone=draft.commune.time_zone,
        answers=profile.answers,
        file=file,
    )
    connection.register("delivered", delivered)
    tomorrow = date.today() + timedelta(days=1)
    is_counted = shapes()[profile.shape].accumulates
    parameters = {
        "formats": list(reading.formats),
        "has_hour": reading.has_hour,
        "counted": is_counted,
        "by_thousands": is_counted and connection.execute(statement("count_marks")).fetchall() == [(True,)],
        "geocoded": "result_type" in columns,
        "nature": profile.nature,
        "quiet": list(profile.quiet),
        "tomorrow": tomorrow,
        "time_zone": draft.commune.time_zone,
    }
    for name, function in (("interior_point", _interior_points), ("degrees_as_text", _degrees)):
        if name not in draft.functions:
            connection.create_function(name, function, [VARCHAR], VARCHAR, type=PythonUDFType.ARROW)
            draft.functions.add(name)
    staged = connection.sql(statement("stage"), params=parameters).to_arrow_table()
    staged, notes = _with_unusual_dates(connection, staged, reading, tomorrow)
    return reading.precision, staged, (*reading.notes, *notes)


def _with_unusual_dates(
    connection: duckdb.DuckDBPyConnection, staged: pa.Table, reading: date_columns.Reading, tomorrow: date
) -> tuple[pa.Table, tuple[str, ...]]:
    """The rows with the dates that have no usual spelling, and what the user should know of them."""
    column = staged["unusual_date"]
    if column.null_count == len(column):
        return staged.drop_columns("unusual_date"), ()
    unusual = reading.unusual(column)
    dated = staged.select(["fact_date", "hour", "reason", "unusual_date"])
    dated = dated.append_column("unusual_moment", unusual.moments).append_column("unusual_hour", unusual.hours)
    dated = dated.append_column("over_months", unusual.over_months)
    connection.register("staged", dated)
    dated = connection.sql(statement("unusual_dates"), params={"tomorrow": tomorrow}).to_arrow_table()
    connection.unregister("staged")
    staged = staged.drop_columns(["unusual_date", *dated.column_names])
    for name in dated.column_names:
        staged = staged.append_column(name, dated[name])
    return staged, unusual.notes


def _interior_points(texts: pa.Array) -> pa.Array:
    return pa.array(geometries.interior_points(texts.to_pylist()), pa.string())


def _degrees(texts: pa.Array) -> pa.Array:
    return pa.array(degrees.as_text(texts.to_pylist()), pa.string())


def _set_duplicates_aside(
    connection: duckdb.DuckDBPyConnection,
    profile: SourceProfile,
    source: Mapping[str, str],
    delivery: int,
    *,
    is_answered: bool,
) -> tuple[int, int]:
    """Set aside rows already known, and earlier counts that the file corrects.

    Parameters
    ----------
    is_answered : whether a person said where some of the rows are.

    Returns
    -------
    Rows that correct a count; and facts that earlier files gave without a place, which this one has.
    """
    if shapes()[profile.shape].accumulates:
        connection.execute(statement("corrected_counts"), source)
        connection.execute(statement("repeated_counts"))
        (replaced,) = connection.execute(statement("replacing_counts")).fetchall()[0]
        connection.execute(statement("superseded_counts"), {"delivery": delivery, **source})
        return int(replaced), 0
    if "id" in profile.columns:
        _find_repeated_rows(connection)
        connection.execute(statement("rejected_repetitions"), {"delivery": delivery})
    if connection.execute(statement("deliveries_of_source"), {"source": profile.source}).fetchall() != [(0,)]:
        connection.execute(statement("known_identifiers"), {"source": profile.source})
        connection.execute(statement("repeated_events"), source)
        if not is_answered:
            return 0, 0
        connection.execute(statement("placed_since"), source)
        connection.execute(statement("no_longer_duplicate"))
        (placed,) = connection.execute(statement("superseded_unplaced"), {"delivery": delivery}).fetchall()[0]
        return 0, int(placed)
    return 0, 0


def _find_repeated_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the table ``repeated_row``, by digest first: few identifiers are worth comparing letter by letter."""
    # Sorting millions of digests takes a quarter of the time of grouping them.
    digests = np.sort(connection.sql(statement("identifier_digests")).to_arrow_table()["digest"].to_numpy())
    repeated = np.unique(digests[1:][digests[1:] == digests[:-1]])
    if len(repeated):
        connection.register("repeated_digest", pa.table({"digest": repeated}))
        connection.execute(statement("repeated_identifiers"))
        connection.unregister("repeated_digest")


def _placed_note(n_facts: int) -> tuple[str, ...]:
    return (f"Faits déjà chargés sans zone, qui en ont maintenant une : {n_facts}.",) if n_facts else ()


def _map_categories(draft: Draft, profile: SourceProfile) -> None:
    nomenclature = reference.read(draft.commune.home)
    new = draft.connection.execute(statement("new_categories"), {"source": profile.source}).fetchall()
    mapped = [
        {
            "source": profile.source,
            "delivered": delivered,
            "category": profile.categories.get(delivered) or nomenclature.recognise(delivered),
        }
        for (delivered,) in new
    ]
    if mapped:
        draft.connection.executemany(statement("new_category"), mapped)


def _at_precision(day: date, precision: Precision) -> str:
    return f"{day:{ {'year': '%Y', 'month': '%Y-%m', 'day': '%Y-%m-%d'}[precision] }}"
