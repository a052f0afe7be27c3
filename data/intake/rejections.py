"""Rows that a delivery refuses, each with its reason in French."""

from collections.abc import Iterable

import duckdb

from data.warehouse.statements import statements_of

statement = statements_of(__file__)


def write_placed(connection: duckdb.DuckDBPyConnection, delivery: int) -> None:
    """Keep the refused rows of the view ``placed`` (``row``, ``file_row``, ``reason``), and the torn lines."""
    connection.execute(statement("rejected_rows"), {"delivery": delivery})


def write(connection: duckdb.DuckDBPyConnection, delivery: int, rows: Iterable[int], reasons: Iterable[str]) -> None:
    """Keep refused rows, by their position under the headers (from 1), each with its reason."""
    written = [
        {"delivery": delivery, "row": int(row), "reason": reason} for row, reason in zip(rows, reasons, strict=True)
    ]
    if written:
        connection.executemany(statement("new_rejection"), written)


def by_reason(connection: duckdb.DuckDBPyConnection, delivery: int) -> dict[str, int]:
    """Number of refused rows of a delivery by reason, the most frequent first."""
    return dict(connection.execute(statement("rejections_by_reason"), {"delivery": delivery}).fetchall())


def listed(rejected: dict[str, int]) -> str:
    """Reasons and their numbers, in French, for a refusal of the whole file."""
    return ", ".join(f"{reason} : {n}" for reason, n in rejected.items())
