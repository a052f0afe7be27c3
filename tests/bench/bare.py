"""The floor of a load: DuckDB alone reads a CSV with types into a table on disk. ``python bare.py CSV DATABASE``."""

import sys

import duckdb

csv, database = sys.argv[1:]
with duckdb.connect(database) as connection:
    connection.execute(
        """
        CREATE TABLE fact AS
        FROM read_csv($csv, header = true, delim = ',', columns = {
            'id': 'VARCHAR', 'date_heure': 'TIMESTAMP', 'nature': 'VARCHAR',
            'latitude': 'DOUBLE', 'longitude': 'DOUBLE', 'adresse': 'VARCHAR'
        })
        """,
        {"csv": csv},
    )
    connection.execute("CHECKPOINT")
