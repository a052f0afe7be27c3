"""Residents of zones that share IRIS, by the links that a table gives: each IRIS is shared out once, whole."""

import duckdb
import numpy as np
import pandas as pd
import shapely

from data.warehouse.statements import statements_of

statement = statements_of(__file__)


def of_level(connection: duckdb.DuckDBPyConnection, level: str) -> pd.DataFrame:
    """The links that count at a level: one row per zone and IRIS, see ``intake/zone_links``."""
    return connection.execute(statement("zone_links"), {"level": level}).df()


def residents(connection: duckdb.DuckDBPyConnection, level: str) -> "pd.Series[float] | None":
    """Residents of each zone of a level, by the links that were loaded.

    Returns
    -------
    Population by zone code, missing where an IRIS that the zone shares has no known population; None without links.
    """
    links = of_level(connection, level)
    if links.empty:
        return None
    links["residents"] = parts(links) * links["population"].astype(float)
    return links.groupby("zone_code")["residents"].agg(lambda residents: residents.sum(skipna=False))


def parts(links: pd.DataFrame) -> "pd.Series[float]":
    """Part of its IRIS that each link stands for: what is known of it, else an equal one."""
    return known_parts(links).fillna(1 / links.groupby("iris")["iris"].transform("size"))


def known_parts(links: pd.DataFrame) -> "pd.Series[float]":
    """Part of its IRIS that each link stands for, where something tells it.

    That given, where the table gives all those of the IRIS, else by surface, where shapes are known.
    """
    of_iris = links["iris"]
    given = links["share"].where(links["share"].notna().groupby(of_iris).transform("all"))
    common = _common(links)
    return given.fillna(common / common.groupby(of_iris).transform(lambda surface: surface.sum(skipna=False) or np.nan))


def _common(links: pd.DataFrame) -> "pd.Series[float]":
    """Surface that each zone has in common with its IRIS; missing where a shape is."""
    shapes = [
        shapely.from_wkb(links[side].map(bytes, na_action="ignore").where(links[side].notna(), None).to_numpy())
        for side in ("zone_shape", "iris_shape")
    ]
    return pd.Series(shapely.area(shapely.intersection(*shapes)), links.index).where(links["iris_shape"].notna())
