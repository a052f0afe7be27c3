"""The floor of a load of one commune among all: DuckDB alone. ``python bare_filter.py FILE DATABASE LEAST MOST``."""

import sys
from pathlib import Path

import duckdb

file, database, least, most = sys.argv[1:]
Path(database).unlink(missing_ok=True)
with duckdb.connect(database) as connection:
    if file.endswith(".parquet"):
        rows = connection.read_parquet(file)
    else:
        rows = connection.read_csv(file, delimiter=";", decimal=",", na_values="NA", dtype={"CODGEO_2026": "VARCHAR"})
    rows.filter(f"CODGEO_2026 = '99999' OR insee_pop BETWEEN {float(least)} AND {float(most)}").create("benchmark")
    connection.execute("CHECKPOINT")
    print(*connection.execute("SELECT count(*) FROM benchmark").fetchone())
