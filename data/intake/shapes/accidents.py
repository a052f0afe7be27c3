"""A row is an accident, of the whole country (BAAC): those of the commune alone are read."""

from collections.abc import Mapping

import duckdb
from duckdb import ColumnExpression

from data.errors import EmptyFileError, MappingError, NoUsableRowError
from data.intake.facts import facts, roles, rows
from data.intake.outcome import Outcome
from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.intake.shape import Shape
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_COMMUNE = ("departement", "commune")


def _load(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], delivery: int, *, file: str
) -> Outcome:
    try:
        return facts.load(draft, table, profile, columns, delivery, file=file, read=_of_commune)
    except EmptyFileError as error:
        raise NoUsableRowError(file=file, reasons="aucune n’est de la commune") from error


def _of_commune(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], *, file: str
) -> duckdb.DuckDBPyRelation:
    """The rows of the commune alone, among those of a national file."""
    commune = {role: ColumnExpression(columns[role]) for role in _COMMUNE}
    draft.connection.register(
        "delivered_everywhere", rows.by_role(draft, table, profile, columns, file=file, **commune)
    )
    bounds = {"insee_code": draft.commune.insee_code, "prefix": draft.commune.insee_prefix}
    return draft.connection.sql(statement("accidents"), params=bounds)


def _check(profile: SourceProfile) -> None:
    if not set(_COMMUNE) <= set(profile.columns):
        raise MappingError(
            problem="la commune manque", advice="Dites quelles colonnes donnent « departement » et « commune »."
        )
    roles.check_dated(profile)


SHAPE = Shape("facts", (*roles.ROLES, *_COMMUNE), _load, _check)
