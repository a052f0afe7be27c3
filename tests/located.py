"""Facts, superseded facts and respondents with a column per level, as tests read them."""

import duckdb

_VIEW = """
CREATE TEMP VIEW located_{table} AS
SELECT {table}.* EXCLUDE (zone_set), quartier, iris, qpv, bailleur
FROM {table}
LEFT JOIN (
    SELECT
        zone_set,
        max(zone_code) FILTER (level = 'quartier') AS quartier,
        max(zone_code) FILTER (level = 'iris') AS iris,
        max(zone_code) FILTER (level = 'qpv') AS qpv,
        max(zone_code) FILTER (level = 'bailleur') AS bailleur
    FROM zone_set
    GROUP BY zone_set
) USING (zone_set)
"""


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    """Rows of a snapshot; ``located_fact``, for example, has the zone of each level in place of their set."""
    for table in ("fact", "superseded_fact", "respondent"):
        if f"located_{table}" in sql:
            connection.execute(_VIEW.format(table=table))
    return connection.execute(sql).fetchall()
