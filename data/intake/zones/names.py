"""Which zone a name designates: a code or a label, whatever its case, its accents and its article."""

import re
from collections import defaultdict
from collections.abc import Iterable

import duckdb

from data import reference
from data.errors import UnknownLevelError
from data.model import Level
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

ZoneRow = tuple[str, str, str, float | None, float | None]
"""Code, vintage, label, population and dwellings of a zone, the latter two as its file gives them."""


def zones_of(connection: duckdb.DuckDBPyConnection, level: Level) -> list[ZoneRow]:
    """Zones of a level, in code order; none where the level has none."""
    return connection.execute(statement("zones_of_level"), {"level": level}).fetchall()


def codes_of_names(connection: duckdb.DuckDBPyConnection, level: Level, names: Iterable[str]) -> dict[str, str]:
    """Code of the zone that each name designates, whether its code or its label; names that designate none are absent.

    Raises
    ------
    UnknownLevelError : the level has no zones.
    """
    zones = zones_of(connection, level)
    if not zones:
        raise UnknownLevelError(level=level)
    exact: dict[str, set[str]] = defaultdict(set)
    bare: dict[str, set[str]] = defaultdict(set)
    for code, _, label, *_ in zones:
        for name in (code, label):
            exact[reference.normalise(name)].add(code)
            bare[_bare(name)].add(code)
    # A name that two zones bear designates neither.
    return {
        name: next(iter(codes))
        for name in names
        if len(codes := exact[reference.normalise(name)] or bare[_bare(name)]) == 1
    }


def names_of(name: str) -> set[str]:
    """Comparable spellings of a zone's code or label, with and without its kind."""
    return {reference.normalise(name), _bare(name)}


def _bare(name: str) -> str:
    """A zone's name without its kind nor its article (« Quartier de la »), its saints in full."""
    name = re.sub(r"^(quartier|secteur|iris|qpv|zone) ((de|d) )?", "", reference.normalise(name))
    name = re.sub(r"^(la|le|les|l|du|des) ", "", name)
    return re.sub(r"\bst(e?)\b", r"saint\1", name)
