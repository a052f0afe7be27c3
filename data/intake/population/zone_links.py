"""Which quartiers share each IRIS, by a table that a commune keeps, and which part of its residents each has."""

from collections.abc import Mapping

import duckdb
import pandas as pd

from data.errors import NoUsableRowError
from data.intake import rejections
from data.intake.outcome import Outcome
from data.intake.population import apportion, residents
from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.intake.zones import names
from data.model import Level
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_WHOLE = 1.01
"""Sum of the shares of an IRIS above which they cannot be shares of it: each is rounded."""


def load(
    draft: Draft, table: tabular.Table, profile: SourceProfile, columns: Mapping[str, str], delivery: int, *, file: str
) -> Outcome:
    """Load the links between the commune's IRIS and its zones into a draft; those of an earlier file count no more.

    Parameters
    ----------
    columns : header of each role.
    delivery : number that the file gets.

    Returns
    -------
    ``rows_read`` counts the rows of the commune's IRIS; there is no period.

    Raises
    ------
    NoUsableRowError
    UnknownLevelError : the zones that the file names are not loaded.
    """
    connection, level = draft.connection, profile.level or Level.QUARTIER
    rows = _rows(draft, table, columns)
    if rows.empty:
        raise NoUsableRowError(file=file, reasons="aucune n’est de la commune")
    codes = names.codes_of_names(connection, level, rows["zone"].dropna().unique(), profile.answers)
    rows["zone_code"] = rows["zone"].map(codes)
    reasons = _reasons(rows)
    rejected = {reason: int(n) for reason, n in reasons.value_counts().items()}
    if reasons.notna().all():
        raise NoUsableRowError(file=file, reasons=rejections.listed(rejected))
    usable = rows[reasons.isna()]
    links = usable.drop_duplicates(["zone_code", "iris"])
    connection.register("arriving_links", links[["zone_code", "iris", "share"]])
    connection.execute(statement("new_zone_links"), {"delivery": delivery, "level": level})
    connection.unregister("arriving_links")
    refused = reasons.dropna()
    rejections.write(connection, delivery, refused.index + 1, refused)
    residents.spread(connection)
    return Outcome(len(rows), len(usable) - len(links), rejected, ("", ""), notes=_notes(connection, level))


def _rows(draft: Draft, table: tabular.Table, columns: Mapping[str, str]) -> pd.DataFrame:
    """Rows of the commune's IRIS: ``iris``, ``zone`` as named, ``given`` (the share as written) and ``share``."""
    nothing = duckdb.ConstantExpression(None).cast("VARCHAR")
    headers = {
        "iris": columns["iris"],
        "zone": columns.get("zone_code") or columns["zone_label"],
        "given": columns.get("share"),
    }
    texts = [(duckdb.ColumnExpression(header) if header else nothing).alias(name) for name, header in headers.items()]
    rows = table.read(draft.connection).select(*texts).df()
    rows["iris"] = rows["iris"].str.strip().str.zfill(9)
    rows = rows[rows["iris"].str.startswith(draft.commune.insee_prefix, na=False)].reset_index(drop=True)
    numbers = pd.to_numeric(
        rows["given"].astype("string").str.replace(",", ".").str.rstrip("% \u00a0\u202f"), errors="coerce"
    )
    is_percent = rows["given"].astype("string").str.contains("%", regex=False).fillna(False).astype(bool)
    rows["share"] = numbers.astype(float).where(~is_percent, numbers.astype(float) / 100)
    return rows


def _reasons(rows: pd.DataFrame) -> "pd.Series[str]":
    """Why each row is refused, in French; missing where it is not."""
    written = rows["given"].astype("string").str.strip().fillna("") != ""
    total = rows.drop_duplicates(["zone_code", "iris"]).groupby("iris")["share"].sum()
    impossible = written & ~rows["share"].between(0, 1)
    reasons = pd.Series(None, rows.index, dtype=object)
    reasons[rows["iris"].map(total) > _WHOLE] = "parts d’un même IRIS supérieures au tout"
    reasons[impossible] = "part illisible"
    reasons[rows["zone_code"].isna()] = "quartier inconnu"
    return reasons


def _notes(connection: duckdb.DuckDBPyConnection, level: Level) -> tuple[str, ...]:
    """What the user should know of the IRIS that are shared without anything to say how."""
    links = apportion.of_level(connection, level)
    equal = apportion.known_parts(links).isna() & links.duplicated("iris", keep=False)
    n = links.loc[equal, "iris"].nunique()
    if not n:
        return ()
    return (
        f"{n} IRIS à cheval sur plusieurs quartiers sont répartis à parts égales, faute de part dans le fichier et de "
        "contours des IRIS : chargez ces contours pour les répartir selon la surface.",
    )
