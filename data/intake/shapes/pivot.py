"""A cell is a count of facts, and a column is a month."""

from collections.abc import Mapping
from functools import partial, reduce

import duckdb
from duckdb import ColumnExpression, ConstantExpression

from data.errors import MappingError
from data.intake.facts import facts, roles, rows
from data.intake.readers import tabular
from data.intake.shape import Shape
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)


def _unfolded(draft: Draft, table: tabular.Table, columns: Mapping[str, str], *, file: str) -> duckdb.DuckDBPyRelation:
    """The cells that hold something, one row per cell."""
    connection = draft.connection
    months = {header: month for header in table.headers if (month := tabular.month_of_header(header))}
    if not months:
        raise MappingError(
            problem=f"le fichier « {file} » n’a ni colonne de date, ni colonnes de mois",
            advice="Reliez « date », ou nommez les colonnes 01/2025, 02/2025…",
        )
    connection.register("sheet_rows", table.read(connection))
    connection.execute(statement("sheet"))
    connection.unregister("sheet_rows")
    sheet = connection.table("sheet")
    cells = (
        rows.renamed(
            sheet,
            columns,
            date_text=ConstantExpression(f"{month:%Y-%m}"),
            count_text=ColumnExpression(header),
            file_row=ColumnExpression("rowid"),
        )
        for header, month in months.items()
    )
    return reduce(duckdb.DuckDBPyRelation.union, cells).filter("trim(count_text) <> ''")


SHAPE = Shape("counts", roles.ROLES, partial(facts.load, read=_unfolded), roles.check)
