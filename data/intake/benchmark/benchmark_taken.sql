-- one row: rows read, rows already known, first and last year taken
SELECT
    (SELECT count(*) FROM benchmark_row) + (SELECT count(DISTINCT line) FROM torn_line) AS rows_read,
    (SELECT count(*) FROM repeated_benchmark) AS duplicate,
    min(year) FILTER (reason IS NULL),
    max(year) FILTER (reason IS NULL)
FROM benchmark_row
