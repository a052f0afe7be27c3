-- one row per figure of the file that is new
INSERT INTO benchmark
SELECT $delivery, $source, territory, year, indicator, unit, count, rate, population, dwellings
FROM benchmark_row
WHERE reason IS NULL AND row_number NOT IN (SELECT row_number FROM repeated_benchmark)
