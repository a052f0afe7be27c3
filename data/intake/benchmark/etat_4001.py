"""The former tables of the police and the gendarmerie (état 4001): indexes down, départements across, a file a year."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb

from data import reference
from data.errors import MappingError
from data.intake.benchmark import benchmark
from data.intake.profiles import SourceProfile
from data.intake.readers import dates, tabular
from data.warehouse.publish import Draft

_UNIT = "Fait constaté"
_UNUSED = "non utilise"
"""What an index that counts nothing is called; several are."""


def unfolded(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], *, file: str
) -> duckdb.DuckDBPyRelation:
    """The cells of the table as figures, one row per index and département, as text, one column per role.

    Parameters
    ----------
    columns : header of each role.
    file : its name, which alone says the year.

    Returns
    -------
    One row per index and département (``territory``, its code): ``year``, ``indicator`` (as delivered, missing where
    the row has no index), ``unit`` and ``count``, that of the services of one département together.

    Raises
    ------
    MappingError : the name does not say one year, or a month; or no column is a département.
    """
    import pandas as pd

    year = _year(file)
    territories = {header: code for header in table.headers if (code := _departement(header))}
    if not territories:
        raise MappingError(
            problem=f"aucune colonne du fichier « {file} » n’est un département",
            advice="Gardez une seule ligne d’en-têtes, avec le nom ou le numéro de chaque département.",
        )
    wanted = [columns["index"], columns["indicator"], *territories]
    sheet = table.read(draft.connection).select(*map(duckdb.ColumnExpression, wanted)).df()
    sheet = sheet.set_axis(["index", "indicator", *territories], axis="columns")
    label = sheet["indicator"].fillna("").str.strip()
    sheet["indicator"] = label.where(sheet["index"].str.strip().str.fullmatch(r"\d{1,3}").fillna(False).astype(bool))
    sheet = sheet[(label != "") & (label.map(reference.normalise).str.find(_UNUSED) < 0)]
    cells = sheet.reset_index(names="row").melt(["row", "index", "indicator"], var_name="header", value_name="count")
    cells["territory"] = cells["header"].map(territories)
    # Thousands are set apart by spaces.
    cells["count"] = pd.to_numeric(cells["count"].str.replace(r"[\s\u00a0\u202f]", "", regex=True), errors="coerce")
    of_cell = cells.groupby(["row", "territory"], sort=False)
    counts = of_cell.agg(indicator=("indicator", "first"), count=("count", lambda services: services.sum(skipna=False)))
    cells = counts.reset_index().assign(year=year, unit=_UNIT).drop(columns="row").astype("string")
    return benchmark.by_role(draft.connection.from_df(cells), {role: role for role in cells.columns})


def fits(profile: SourceProfile, headers: Sequence[str]) -> bool:
    """Whether a column is a département: other tables have indexes too."""
    return any(map(_departement, headers))


def _year(file: str) -> str:
    """The year that a file's name says."""
    name = reference.normalise(Path(file).stem)
    years = set(re.findall(r"(?<!\d)(?:19[7-9]\d|20\d\d)(?!\d)", name))
    if set(name.split()) & dates.MONTH_NAMES.keys():
        raise MappingError(
            problem=f"le nom du fichier « {file} » est celui d’un relevé mensuel",
            advice="Demandez celui de l’année entière.",
        )
    if len(years) != 1:
        raise MappingError(
            problem=f"le nom du fichier « {file} » ne dit pas de quelle année il est",
            advice="Donnez-lui un nom qui la dise, par exemple etat-4001-2012.csv.",
        )
    (year,) = years
    return str(year)


def _departement(header: str) -> str | None:
    """Code of the département that heads a column, by its number, its zero lost or not, or by its name."""
    name = re.sub(r" \(\d+\)$", "", header)
    return _codes().get(reference.normalise(name))


@cache
def _codes() -> Mapping[str, str]:
    """Codes of the départements, by number with and without zero, and by name."""
    return {
        reference.normalise(spelling): code
        for code, name in reference.departements().items()
        for spelling in (code, code.lstrip("0"), name, re.sub("^La ", "", name))
    }
