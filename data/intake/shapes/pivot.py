"""A cell is a count of facts, and the header of its column says its month or year, its zone or its category."""

from collections.abc import Mapping, Sequence
from functools import partial, reduce
from itertools import accumulate

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression

from data import reference
from data.errors import MappingError, UndecidedError
from data.intake import crossed, signs
from data.intake.facts import facts, roles, rows
from data.intake.profiles import SourceProfile
from data.intake.readers import dates, tabular
from data.intake.readers.dates import Unit
from data.intake.shape import Shape
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_BELOW, _YES, _NO = "names_below", "oui", "non"
_PERIODS = {Unit.MONTH: "%Y-%m", Unit.YEAR: "%Y"}


def _unfolded(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], *, file: str
) -> duckdb.DuckDBPyRelation:
    """The cells that hold something, one row per cell."""
    connection = draft.connection
    nomenclature = reference.read(draft.commune.home)
    sheet = _sheet(connection, table.read(connection))
    for role in ("zone_label", "zone_code"):
        if role in columns:
            sheet = _with_names_below(connection, sheet, columns[role], profile.answers, file=file)
    others = {header: texts for header, texts in signs.texts_of(sheet).items() if header not in columns.values()}
    names = crossed.names_of_level(signs.names_of_zones(connection), profile.level)
    meanings = crossed.meanings(
        others,
        names,
        nomenclature,
        title=table.title,
        answers=profile.answers,
        has_year="year" in columns,
        file=file,
    )
    is_total = rows.is_total(sheet)
    if not meanings and "count" in columns:
        date = _date(profile, columns, title=table.title, file=file)
        return rows.renamed(sheet, columns, **date, is_total=is_total, file_row=ColumnExpression("rowid"))
    if not meanings:
        raise MappingError(
            problem=f"le fichier « {file} » n’a ni colonne de date, ni colonnes de mois ou d’années",
            advice="Dites quelle colonne donne la date, ou nommez les colonnes 01/2025, 02/2025…",
        )
    cells = []
    for header, meaning in meanings.items():
        fixed = {
            "date_text": meaning.period,
            "zone_label": meaning.zone,
            "category": meaning.category,
        }
        special = {name: ConstantExpression(text) for name, text in fixed.items() if text is not None}
        if meaning.period and "year" in columns and meaning.period.startswith("-"):
            special["date_text"] = rows.joined(rows.year_of(columns), ConstantExpression(meaning.period))
        if meaning.unit is Unit.YEAR and "month" in columns:
            special["date_text"] = rows.joined(
                ColumnExpression(columns["month"]), ConstantExpression(f" {meaning.period}")
            )
        if meaning.period is None:
            special |= _date(profile, columns, title=table.title, file=file)
        cells.append(
            rows.renamed(
                sheet,
                columns,
                **special,
                is_total=is_total,
                count_text=ColumnExpression(header),
                file_row=ColumnExpression("rowid"),
            )
        )
    return reduce(duckdb.DuckDBPyRelation.union, cells).filter("trim(count_text) <> ''")


def _sheet(connection: duckdb.DuckDBPyConnection, cells: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    connection.register("sheet_rows", cells)
    connection.execute(statement("sheet"))
    connection.unregister("sheet_rows")
    return connection.table("sheet")


def _with_names_below(
    connection: duckdb.DuckDBPyConnection,
    sheet: duckdb.DuckDBPyRelation,
    header: str,
    answers: Mapping[str, str],
    *,
    file: str,
) -> duckdb.DuckDBPyRelation:
    """The sheet, with the name of each zone in the rows under it that a person said to be its own.

    Raises
    ------
    UndecidedError : names come once each, with rows without a name under them, as a spreadsheet shows groups.
    """
    table = sheet.to_arrow_table()
    names: list[str] = [(name or "").strip() for name in table[header].to_pylist()]
    lines = ([cell for cell in line if cell and cell.strip()] for line in zip(*table.to_pydict().values(), strict=True))
    # Totals and notes have no name of their own.
    of_counts = [
        name for name, line in zip(names, lines, strict=True) if len(line) > 1 and not rows.TOTAL.match(line[0])
    ]
    named = [name for name in of_counts if name]
    if not named or not of_counts[0] or len({*named}) < len(named) or 2 * len(named) > len(of_counts):
        return sheet
    if _BELOW not in answers:
        question = f"Dans la colonne « {header} », une cellule vide reprend-elle le nom du dessus ?"
        raise UndecidedError(file=file, key=_BELOW, question=question, options=(_YES, _NO))
    if answers[_BELOW] != _YES:
        return sheet
    filled = list[str](accumulate(names, _below))
    connection.register(
        "filled", table.set_column(table.column_names.index(header), header, pa.array(filled, pa.string()))
    )
    sheet = _sheet(connection, connection.table("filled"))
    connection.unregister("filled")
    return sheet


def _below(above: str, name: str) -> str:
    return name or above


def _date(profile: SourceProfile, columns: Mapping[str, str], *, title: str, file: str) -> dict[str, duckdb.Expression]:
    """The date of a table whose headers are no months: that of its rows, else the one that a person or a title gave.

    Raises
    ------
    UndecidedError : nothing says when the facts were counted.
    MappingError : the period given is neither a month nor a year.
    """
    if {"date", "week", "year", "month"} & columns.keys():
        return rows.date_of(columns, is_counted=True)
    if (period := profile.answers.get("period", dates.month_in(title))) is None:
        question = "De quel mois (2024-03) ou de quelle année (2024) sont ces nombres ?"
        raise UndecidedError(file=file, key="period", question=question)
    written = dates.read(period)
    if written and written.unit is Unit.PERIOD and not written.is_over_months:
        return {"date_text": ConstantExpression(period)}
    if written is None or written.moment is None or written.unit not in _PERIODS:
        raise MappingError(
            problem=f"« {period} » n’est ni un mois ni une année", advice="Écrivez par exemple 2024-03, ou 2024."
        )
    return {"date_text": ConstantExpression(f"{written.moment:{_PERIODS[written.unit]}}")}


def _fits(profile: SourceProfile, headers: Sequence[str]) -> bool:
    """A file of a shipped source has columns of months; a commune described what its own have."""
    return profile.own or any(dates.month_of_header(header) or dates.lacks_year(header) for header in headers)


SHAPE = Shape("counts", roles.ROLES, partial(facts.load, read=_unfolded), roles.check, fits=_fits)
