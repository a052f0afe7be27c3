-- one row per column of the snapshot
SELECT table_name, column_name, data_type
FROM duckdb_columns()
WHERE NOT internal
