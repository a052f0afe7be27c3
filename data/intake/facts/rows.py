"""The rows of a file as text, one column per role: the same columns whatever the file's shape."""

import re
from collections.abc import Mapping

import duckdb
from duckdb import CaseExpression, CoalesceOperator, ColumnExpression, ConstantExpression, FunctionExpression

from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.intake.shape import shapes
from data.warehouse.publish import Draft

_TEXT_COLUMNS = {
    "date_text": "date", "time_text": "time", "category": "category", "subcategory": "subcategory", "count_text":
    "count",
    "first_text": "lon", "second_text": "lat", "point_text": "point", "zone_code": "zone_code", "zone_label":
    "zone_label",
    "record_id": "id", "address_text": "address", "result_type": "result_type", "result_score": "result_score",
    "result_name": "result_name",
}  # fmt: skip

_TOTAL = r"^\W*(sous\W*)?tota(l|ux)\b|^\W*ensemble( de)?( la)?( commune| ville)?\W*$"
"""First cell of a row that sums others, for the database; ``TOTAL`` is the same."""
TOTAL = re.compile(_TOTAL, re.IGNORECASE)


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
    rows = table.read(draft.connection)
    is_counted = shapes()[profile.shape].accumulates
    totals = {"is_total": is_total(rows)} if is_counted else {}
    return renamed(rows, columns, **date_of(columns, is_counted=is_counted), **totals, **others)


def date_of(columns: Mapping[str, str], *, is_counted: bool) -> dict[str, duckdb.Expression]:
    """The column ``date_text`` of files that have the year, the month or week and the day in columns of their own.

    Or both ends of the period of a count; a fact is dated by its beginning.
    """
    if "date" not in columns:
        return {"date_text": _week(columns) if "week" in columns else _date(columns)}
    if "year" in columns:
        return {"date_text": _of_year(columns)}
    if not (is_counted and "end" in columns):
        return {}
    ends = [_filled(columns["date"]), _filled(columns["end"])]
    return {"date_text": FunctionExpression("concat_ws", ConstantExpression(" – "), *ends)}


def year_of(columns: Mapping[str, str]) -> duckdb.Expression:
    """The year of another column than the month, in full where it has two digits; none where it is empty."""
    year = _filled(columns["year"])
    in_full = FunctionExpression(
        "concat", ConstantExpression("20"), FunctionExpression("right", year, ConstantExpression(2))
    )
    return CaseExpression(
        FunctionExpression("regexp_full_match", year, ConstantExpression(r"['’]?\d{2}")), in_full
    ).otherwise(year)


def is_total(rows: duckdb.DuckDBPyRelation) -> duckdb.Expression:
    """Whether the first cell of a row that holds something says that it is a sum of others."""
    first = CoalesceOperator(*map(_filled, rows.columns), ConstantExpression(""))
    return FunctionExpression("regexp_matches", first, ConstantExpression(_TOTAL), ConstantExpression("i"))


def joined(first: duckdb.Expression, second: duckdb.Expression) -> duckdb.Expression:
    """Two texts as one; none where the first is missing."""
    return FunctionExpression("||", FunctionExpression("trim", first), second)


def _filled(column: str) -> duckdb.Expression:
    return FunctionExpression("nullif", FunctionExpression("trim", ColumnExpression(column)), ConstantExpression(""))


def renamed(
    rows: duckdb.DuckDBPyRelation, columns: Mapping[str, str], **special: duckdb.Expression
) -> duckdb.DuckDBPyRelation:
    """Columns named after their roles, ``special`` ones computed; ``file_row`` is that of a cell that became a row."""
    if "x" in columns:
        columns = {**columns, "lon": columns["x"], "lat": columns["y"]}
    texts = {name: _text(columns.get(role)) for name, role in _TEXT_COLUMNS.items()}
    texts["is_total"] = ConstantExpression(False)
    texts["file_row"] = ConstantExpression(None).cast("BIGINT")
    return rows.select(*(text.alias(name) for name, text in (texts | special).items()))


def _text(column: str | None) -> duckdb.Expression:
    return ColumnExpression(column) if column else ConstantExpression(None).cast("VARCHAR")


def _of_year(columns: Mapping[str, str]) -> duckdb.Expression:
    """A date, with the year of another column where it has none: « mars », « 14/03 »."""
    date = _filled(columns["date"])
    has_year = FunctionExpression("regexp_matches", date, ConstantExpression(r"\d{4}|\d[-/.]\d+[-/.]\d"))
    joined = FunctionExpression("concat_ws", ConstantExpression("/"), date, year_of(columns))
    return CaseExpression(has_year, date).otherwise(joined)


def _week(columns: Mapping[str, str]) -> duckdb.Expression:
    """The number of a week, as 2024-W05, or W05 where no column has the year."""
    number = FunctionExpression("regexp_extract", ColumnExpression(columns["week"]), ConstantExpression(r"\d+"))
    week = FunctionExpression(
        "concat",
        ConstantExpression("W"),
        FunctionExpression("lpad", number, ConstantExpression(2), ConstantExpression("0")),
    )
    year = [year_of(columns)] if "year" in columns else []
    return FunctionExpression("concat_ws", ConstantExpression("-"), *year, week)


def _date(columns: Mapping[str, str]) -> duckdb.Expression:
    """Year, month and day joined, as far as a file has them in columns of their own."""
    parts = [ColumnExpression(columns[role]) for role in ("month", "day") if role in columns]
    parts = [year_of(columns), *parts] if "year" in columns else parts
    return FunctionExpression("concat_ws", ConstantExpression("-"), *parts) if len(parts) > 1 else parts[0]
