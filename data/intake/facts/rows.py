"""The rows of a file as text, one column per role: the same columns whatever the file's shape."""

from collections.abc import Mapping

import duckdb
from duckdb import ColumnExpression, ConstantExpression

from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.warehouse.publish import Draft

_TEXT_COLUMNS = {
    "date_text": "date", "time_text": "time", "category": "category", "subcategory": "subcategory", "count_text":
    "count",
    "first_text": "lon", "second_text": "lat", "point_text": "point", "zone_code": "zone_code", "zone_label":
    "zone_label",
    "record_id": "id", "address_text": "address", "result_type": "result_type", "result_score": "result_score",
    "result_name": "result_name",
}  # fmt: skip


def by_role(
    draft: Draft,
    table: tabular.Table,
    profile: SourceProfile,
    columns: Mapping[str, str],
    *,
    file: str,
    **others: duckdb.Expression,
) -> duckdb.DuckDBPyRelation:
    """The rows as text, one column per role, absent roles NULL.

    Parameters
    ----------
    columns : header of each role.
    others : columns besides those of roles, by name.
    """
    return renamed(table.read(draft.connection), columns, **date_of(columns), **others)


def date_of(columns: Mapping[str, str]) -> dict[str, duckdb.Expression]:
    """The column ``date_text`` of files that have the year, the month and the day in columns of their own."""
    return {} if "date" in columns else {"date_text": _date(columns)}


def renamed(
    rows: duckdb.DuckDBPyRelation, columns: Mapping[str, str], **special: duckdb.Expression
) -> duckdb.DuckDBPyRelation:
    """Columns named after their roles, ``special`` ones computed; ``file_row`` is that of a cell that became a row."""
    if "x" in columns:
        columns = {**columns, "lon": columns["x"], "lat": columns["y"]}
    texts = {name: _text(columns.get(role)) for name, role in _TEXT_COLUMNS.items()}
    texts["file_row"] = ConstantExpression(None).cast("BIGINT")
    return rows.select(*(text.alias(name) for name, text in (texts | special).items()))


def _text(column: str | None) -> duckdb.Expression:
    return ColumnExpression(column) if column else ConstantExpression(None).cast("VARCHAR")


def _date(columns: Mapping[str, str]) -> duckdb.Expression:
    """Year, month and day joined, as far as a file has them in columns of their own."""
    parts = [ColumnExpression(columns[role]) for role in ("year", "month", "day") if role in columns]
    return duckdb.FunctionExpression("concat_ws", ConstantExpression("-"), *parts) if len(parts) > 1 else parts[0]
