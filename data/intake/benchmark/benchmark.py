"""What the State publishes of recorded crime per territory and year, beside which a commune is read (SSMSI, état 4001).

Quartiers have no such figures. What is « non diffusé » stays unknown, and the mean that the file gives in its place,
which is of other communes, is not read.
"""

from collections.abc import Mapping

import duckdb

from data.errors import EmptyFileError, NoUsableRowError
from data.intake import rejections
from data.intake.benchmark import etat_4001
from data.intake.profiles import ROLES, SourceProfile
from data.intake.readers import tabular
from data.intake.taken import Taken
from data.model import Level
from data.warehouse.publish import Draft
from data.warehouse.statements import beside

statement = beside(__file__)

_ALIKE = (0.75, 1.33)
"""A similar commune has between three quarters and four thirds of the inhabitants."""


def take(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], delivery: int, *, file: str
) -> Taken:
    """Take the figures of a file into a draft; of a file of communes, those of the commune and of similar ones alone.

    Parameters
    ----------
    columns : header of each role.
    delivery : number that the file gets.

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
    connection.register("delivered", _delivered(connection, table, profile.shape, columns, file=file))
    connection.execute(statement("benchmark_rows"), _asked(draft, profile.level))
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
    return Taken(rows_read, duplicate, rejected, (str(first), str(last)), replaced=replaced)


def _delivered(
    connection: duckdb.DuckDBPyConnection, table: tabular.Table, shape: str, columns: Mapping[str, str], *, file: str
) -> duckdb.DuckDBPyRelation:
    """The rows as text, one column per role, absent roles NULL."""
    nothing = duckdb.ConstantExpression(None).cast("VARCHAR")
    if shape == "etat_4001":
        rows = connection.from_df(etat_4001.unfolded(connection, table, columns, file=file))
        columns = {role: role for role in rows.columns}
    else:
        rows = table.read(connection)
    texts = {
        role: duckdb.ColumnExpression(columns[role]) if role in columns else nothing for role in ROLES["benchmark"]
    }
    return rows.select(*(text.alias(role) for role, text in texts.items()))


def _asked(draft: Draft, level: Level | None) -> dict[str, object]:
    """What ``intake/benchmark_rows`` is asked: all rows, or those of the commune and of similar ones."""
    if level is not Level.COMMUNE:
        return {"n_characters": 2, "all": True, "named": [""], "least": None, "most": None}
    codes = [draft.commune.insee_code, *draft.commune.similar]
    named = [*codes, *(code.lstrip("0") for code in codes)]
    (inhabitants,) = draft.connection.execute(statement("commune_inhabitants")).fetchall()[0]
    alike = None if draft.commune.similar or inhabitants is None else [share * inhabitants for share in _ALIKE]
    least, most = alike or (None, None)
    return {"n_characters": 5, "all": False, "named": named, "least": least, "most": most}
