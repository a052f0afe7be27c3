"""The rows of a file as text, one column per role: the same columns whatever the file's shape."""

from collections.abc import Mapping, Sequence

import duckdb
from duckdb import ColumnExpression, ConstantExpression

from data.errors import MappingError
from data.intake import tabular
from data.intake.profiles import SourceProfile

_TEXT_COLUMNS = {
    "date_text": "date", "time_text": "time", "category": "category", "subcategory": "subcategory", "count_text":
    "count",
    "first_text": "lon", "second_text": "lat", "point_text": "point", "zone_code": "zone_code", "zone_label":
    "zone_label",
    "record_id": "id",
}  # fmt: skip


def delivered(
    connection: duckdb.DuckDBPyConnection, table: tabular.TextTable, profile: SourceProfile, *, file: str
) -> duckdb.DuckDBPyRelation:
    """The rows as text, one column per role, absent roles NULL."""
    rows = table.read(connection)
    columns = dict(profile.columns)
    if "x" in columns:
        columns["lon"], columns["lat"] = columns["x"], columns["y"]
    if profile.shape == "pivot":
        return _unfolded(connection, rows, table.headers, columns, file=file)
    texts = {name: _text(columns.get(role)) for name, role in _TEXT_COLUMNS.items()}
    if "date" not in columns:
        texts["date_text"] = _year_and_month(columns)
    return rows.select(*(text.alias(name) for name, text in texts.items()))


def _unfolded(
    connection: duckdb.DuckDBPyConnection,
    rows: duckdb.DuckDBPyRelation,
    headers: Sequence[str],
    columns: Mapping[str, str],
    *,
    file: str,
) -> duckdb.DuckDBPyRelation:
    """A pivot table's cells that hold a number, one row per cell."""
    months = {header: month for header in headers if (month := tabular.month_of_header(header))}
    if not months:
        raise MappingError(
            problem=f"le fichier « {file} » n’a ni colonne de date, ni colonnes de mois",
            advice="Reliez « date », ou nommez les colonnes 01/2025, 02/2025…",
        )
    connection.execute("DROP TABLE IF EXISTS sheet")
    rows.to_table("sheet")
    sheet = connection.table("sheet")
    cells: duckdb.DuckDBPyRelation | None = None
    for header, month in months.items():
        texts = {name: _text(columns.get(role)) for name, role in _TEXT_COLUMNS.items()}
        texts |= {"date_text": ConstantExpression(f"{month:%Y-%m}"), "count_text": ColumnExpression(header)}
        column = sheet.select(*(text.alias(name) for name, text in texts.items()))
        cells = column if cells is None else cells.union(column)
    assert cells is not None
    return cells.filter("trim(count_text) <> ''")


def _text(column: str | None) -> duckdb.Expression:
    return ColumnExpression(column) if column else ConstantExpression(None).cast("VARCHAR")


def _year_and_month(columns: Mapping[str, str]) -> duckdb.Expression:
    if "month" not in columns:
        return ColumnExpression(columns["year"])
    if "year" not in columns:
        return ColumnExpression(columns["month"])
    return duckdb.FunctionExpression(
        "concat_ws", ConstantExpression("-"), ColumnExpression(columns["year"]), ColumnExpression(columns["month"])
    )
