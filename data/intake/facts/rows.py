"""The rows of a file as text, one column per role: the same columns whatever the file's shape."""

from collections.abc import Mapping, Sequence
from functools import reduce

import duckdb
from duckdb import ColumnExpression, ConstantExpression

from data.commune import Commune
from data.errors import MappingError
from data.intake.readers import tabular
from data.warehouse.statements import beside

statement = beside(__file__)

_TEXT_COLUMNS = {
    "date_text": "date", "time_text": "time", "category": "category", "subcategory": "subcategory", "count_text":
    "count",
    "first_text": "lon", "second_text": "lat", "point_text": "point", "zone_code": "zone_code", "zone_label":
    "zone_label",
    "record_id": "id", "address_text": "address", "result_type": "result_type", "result_score": "result_score",
    "result_name": "result_name",
}  # fmt: skip


def delivered(
    connection: duckdb.DuckDBPyConnection,
    table: tabular.Table,
    shape: str,
    columns: Mapping[str, str],
    *,
    file: str,
) -> duckdb.DuckDBPyRelation:
    """The rows as text, one column per role, absent roles NULL.

    Parameters
    ----------
    columns : header of each role.
    """
    rows = table.read(connection)
    if "x" in columns:
        columns = {**columns, "lon": columns["x"], "lat": columns["y"]}
    if shape == "pivot":
        return _unfolded(connection, rows, table.headers, columns, file=file)
    texts = {} if "date" in columns else {"date_text": _date(columns)}
    if shape == "accidents":
        texts |= {role: ColumnExpression(columns[role]) for role in ("departement", "commune")}
    return _by_role(rows, columns, **texts)


def of_commune(
    connection: duckdb.DuckDBPyConnection, everywhere: duckdb.DuckDBPyRelation, commune: Commune
) -> duckdb.DuckDBPyRelation:
    """The rows of the commune alone, among those of a national file of accidents."""
    connection.register("delivered_everywhere", everywhere)
    asked = {"insee_code": commune.insee_code, "prefix": commune.insee_prefix}
    return connection.sql(statement("accidents"), params=asked)


def _unfolded(
    connection: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    headers: Sequence[str],
    columns: Mapping[str, str],
    *,
    file: str,
) -> duckdb.DuckDBPyRelation:
    """A pivot table's cells that hold something, one row per cell."""
    months = {header: month for header in headers if (month := tabular.month_of_header(header))}
    if not months:
        raise MappingError(
            problem=f"le fichier « {file} » n’a ni colonne de date, ni colonnes de mois",
            advice="Reliez « date », ou nommez les colonnes 01/2025, 02/2025…",
        )
    connection.register("sheet_rows", rows)
    connection.execute(statement("sheet"))
    connection.unregister("sheet_rows")
    sheet = connection.table("sheet")
    cells = (
        _by_role(
            sheet,
            columns,
            date_text=ConstantExpression(f"{month:%Y-%m}"),
            count_text=ColumnExpression(header),
            file_row=ColumnExpression("rowid"),
        )
        for header, month in months.items()
    )
    return reduce(duckdb.DuckDBPyRelation.union, cells).filter("trim(count_text) <> ''")


def _by_role(
    rows: duckdb.DuckDBPyRelation, columns: Mapping[str, str], **special: duckdb.Expression
) -> duckdb.DuckDBPyRelation:
    """One column per role, and ``file_row`` where a row of the file became several."""
    texts = {name: _text(columns.get(role)) for name, role in _TEXT_COLUMNS.items()}
    texts["file_row"] = ConstantExpression(None).cast("BIGINT")
    return rows.select(*(text.alias(name) for name, text in (texts | special).items()))


def _text(column: str | None) -> duckdb.Expression:
    return ColumnExpression(column) if column else ConstantExpression(None).cast("VARCHAR")


def _date(columns: Mapping[str, str]) -> duckdb.Expression:
    """Year, month and day joined, as far as a file has them in columns of their own."""
    parts = [ColumnExpression(columns[role]) for role in ("year", "month", "day") if role in columns]
    return duckdb.FunctionExpression("concat_ws", ConstantExpression("-"), *parts) if len(parts) > 1 else parts[0]
