"""What the State publishes of recorded crime per territory and year, to which a commune is compared (SSMSI, état 4001).

Quartiers have no such figures. What is « non diffusé » stays unknown, and the mean that the file gives instead,
which is of other communes, is not read.
"""

from collections.abc import Mapping

import duckdb

from data.errors import EmptyFileError, NoUsableRowError
from data.intake import rejections
from data.intake.outcome import Outcome
from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.intake.shape import Reader
from data.model import Level
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

ROLES = ("territory", "year", "indicator", "unit", "published", "count", "rate", "population", "dwellings")

_ALIKE = (0.75, 1.33)
"""A similar commune has between three quarters and four thirds of the inhabitants."""


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
    """Load the figures of a file into a draft; of a file of communes, those of the commune and of similar ones alone.

    Parameters
    ----------
    columns : header of each role.
    delivery : number that the file gets.
    read : reader of the rows of its shape.

    Returns
    -------
    ``rows_read`` counts the rows that were kept to be read: the file of all communes has five million more. Their
    numbers in ``rejection`` count those rows too.

    Raises
    ------
    EmptyFileError, NoUsableRowError, MappingError

    Notes
    -----
    Similar communes are those that ``commune.toml`` names; else those of the file with about as many inhabitants, when
    the commune's own are known.
    """
    connection, source = draft.connection, {"source": profile.source}
    connection.register("delivered", read(draft, table, profile, columns, file=file))
    connection.execute(statement("benchmark_rows"), _territories(draft, profile.level))
    connection.unregister("delivered")
    connection.execute(statement("repeated_benchmark"), source)
    connection.execute(statement("rejected_benchmark"), {"delivery": delivery})
    rows_read, duplicate, first, last = connection.execute(statement("benchmark_taken")).fetchall()[0]
    rejected = rejections.by_reason(connection, delivery)
    if rows_read == 0:
        raise EmptyFileError(file=file)
    if first is None:
        raise NoUsableRowError(file=file, reasons=rejections.listed(rejected))
    (replaced,) = connection.execute(statement("superseded_benchmark"), {"delivery": delivery, **source}).fetchall()[0]
    connection.execute(statement("new_benchmark"), {"delivery": delivery, **source})
    return Outcome(rows_read, duplicate, rejected, (str(first), str(last)), replaced=replaced)


def rows(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], *, file: str
) -> duckdb.DuckDBPyRelation:
    """The rows as text, one column per role of ``ROLES``, absent roles NULL."""
    return by_role(table.read(draft.connection), columns)


def by_role(rows: duckdb.DuckDBPyRelation, columns: Mapping[str, str]) -> duckdb.DuckDBPyRelation:
    """One column per role of ``ROLES``, absent roles NULL."""
    nothing = duckdb.ConstantExpression(None).cast("VARCHAR")
    texts = {role: duckdb.ColumnExpression(columns[role]) if role in columns else nothing for role in ROLES}
    return rows.select(*(text.alias(role) for role, text in texts.items()))


def _territories(draft: Draft, level: Level | None) -> dict[str, object]:
    """Which rows are read: all, or those of the commune and of similar ones."""
    if level is not Level.COMMUNE:
        return {"n_characters": 2, "all": True, "named": [""], "least": None, "most": None}
    codes = [draft.commune.insee_code, *draft.commune.similar]
    named = [*codes, *(code.lstrip("0") for code in codes)]
    (inhabitants,) = draft.connection.execute(statement("commune_inhabitants")).fetchall()[0]
    alike = None if draft.commune.similar or inhabitants is None else [share * inhabitants for share in _ALIKE]
    least, most = alike or (None, None)
    return {"n_characters": 5, "all": False, "named": named, "least": least, "most": most}
