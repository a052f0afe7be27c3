"""Residents of the IRIS, as INSEE counts them, and what follows of it for quartiers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

import duckdb
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data import reference
from data.errors import EmptyFileError, NoUsableRowError
from data.intake import rejections
from data.intake.outcome import Outcome
from data.intake.population import apportion
from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.model import Level
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_UNREADABLE = "population illisible"
_SEXES = {"f": "femmes", "h": "hommes"}
_SLIVER = 0.005
"""Share of the surface of an IRIS below which what it has in common with a quartier is not counted."""
AGES = ("0014", "1529", "3044", "4559", "6074", "75P")
"""Classes of age by their first and last year: one of the three overlapping breakdowns of the file, the only one that
it crosses with the sex."""


def load(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], delivery: int, *, file: str
) -> Outcome:
    """Load the residents of the commune's IRIS into a draft, and give zones their population.

    Parameters
    ----------
    columns : header of each role.
    delivery : number that the file gets.

    Returns
    -------
    ``rows_read`` counts the rows of the commune's IRIS: the file has those of the whole country.

    Raises
    ------
    EmptyFileError, NoUsableRowError
    """
    connection = draft.connection
    rows = _rows(draft, table, columns)
    if rows.empty:
        raise EmptyFileError(file=file)
    groups = _groups(table.headers) or {(None, None): columns["population"]}
    numbers = rows[[*groups.values()]].apply(
        lambda column: pd.to_numeric(column.str.replace(",", "."), errors="coerce")
    )
    usable = (np.isfinite(numbers) & (numbers >= 0)).all(axis=1)
    rejected = {_UNREADABLE: int((~usable).sum())} if not usable.all() else {}
    if not usable.any():
        raise NoUsableRowError(file=file, reasons=rejections.listed({_UNREADABLE: len(rows)}))
    vintage = _vintage(columns["population"])
    arriving = pd.concat(
        pd.DataFrame({"iris": rows["iris"], "vintage": vintage, "sex": sex, "age": age, "number": numbers[header]})
        for (sex, age), header in groups.items()
    )[np.tile(usable, len(groups))]
    connection.register("arriving_residents", arriving.astype({"sex": "string", "age": "string"}))
    (known,) = connection.execute(statement("known_residents")).fetchall()[0]
    connection.execute(statement("superseded_residents"), {"delivery": delivery})
    connection.execute(statement("new_residents"), {"delivery": delivery})
    connection.unregister("arriving_residents")
    rejections.write(connection, delivery, np.flatnonzero(~usable) + 1, repeat(_UNREADABLE, int((~usable).sum())))
    spread(connection)
    return Outcome(len(rows), known, rejected, (str(vintage), str(vintage)))


def spread(connection: duckdb.DuckDBPyConnection) -> None:
    """Give IRIS the population delivered, and share it out to the quartiers that have none of their own.

    Notes
    -----
    By the links that a table gives, if one was loaded; else a quartier gets of each IRIS the share of its surface that
    it covers. It gets none where one of those IRIS has no known population.
    """
    connection.execute(statement("iris_population"))
    shapes = connection.execute(statement("populated_shapes")).df()
    shapes["geometry"] = shapely.from_wkb(shapes["geometry"].map(bytes))
    iris, quartiers = (shapes[shapes["level"] == level].reset_index(drop=True) for level in ("iris", "quartier"))
    linked = apportion.residents(connection, Level.QUARTIER)
    shared = _shared(iris, quartiers) if linked is None else linked.reindex(quartiers["zone_code"]).to_numpy()
    estimated = [
        {"zone_code": code, "population": None if np.isnan(number) else float(number)}
        for code, number in zip(quartiers["zone_code"], shared, strict=True)
    ]
    if estimated:
        connection.executemany(statement("estimated_population"), estimated)
    connection.execute(statement("commune_figures"))


def _shared(iris: pd.DataFrame, quartiers: pd.DataFrame) -> NDArray[np.float64]:
    """Population of each quartier: the sum over IRIS of population × surface in common / surface of the IRIS."""
    if iris.empty or quartiers.empty:
        return np.full(len(quartiers), np.nan)
    shapes = iris["geometry"].to_numpy()
    zone, cut = shapely.STRtree(shapes).query(quartiers["geometry"].to_numpy(), predicate="intersects")
    common = shapely.area(shapely.intersection(quartiers["geometry"].to_numpy()[zone], shapes[cut]))
    share = common / shapely.area(shapes[cut])
    # Borders drawn twice by different hands cross in places: such a sliver is no part of a neighbourhood.
    kept = share > _SLIVER
    weighted = share[kept] * iris["population"].to_numpy(dtype=float)[cut[kept]]
    total = np.zeros(len(quartiers))
    np.add.at(total, zone[kept], weighted)
    total[np.setdiff1d(np.arange(len(quartiers)), zone[kept])] = np.nan
    return total


def _rows(draft: Draft, table: tabular.Table, columns: Mapping[str, str]) -> pd.DataFrame:
    """Rows of the commune's IRIS, as text, their code in ``iris``."""
    wanted = [columns["population"], *_groups(table.headers).values()]
    code = duckdb.ColumnExpression(columns["iris"]).alias("iris")
    rows = table.read(draft.connection).select(code, *map(duckdb.ColumnExpression, wanted)).df()
    rows["iris"] = rows["iris"].str.strip().str.zfill(9)
    return rows[rows["iris"].str.startswith(draft.commune.insee_prefix, na=False)].reset_index(drop=True)


def _groups(headers: Sequence[str]) -> dict[tuple[str | None, str | None], str]:
    """Header of each sex and age class; empty unless all are there."""
    crossed = dict(_crossed(headers))
    return crossed if len(crossed) == len(_SEXES) * len(AGES) else {}


def _crossed(headers: Sequence[str]) -> Iterator[tuple[tuple[str | None, str | None], str]]:
    for header in headers:
        match = re.fullmatch(r"p\d\d ([fh])(\d{4}|75p)", reference.normalise(header))
        if match and match[2].upper() in AGES:
            yield (_SEXES[match[1]], match[2].upper()), header


def _vintage(header: str) -> int:
    digits = re.search(r"\d\d", header)
    return 2000 + int(digits[0]) if digits else 0
