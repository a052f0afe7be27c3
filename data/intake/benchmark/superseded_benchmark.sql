-- one row per figure that the file publishes anew, as the latest edition revises the former ones: kept for whoever undoes the file
WITH superseded AS (
    DELETE FROM benchmark
    USING benchmark_row
    WHERE benchmark.source = $source
        AND reason IS NULL
        AND row_number NOT IN (SELECT row_number FROM repeated_benchmark)
        AND benchmark.territory = benchmark_row.territory
        AND benchmark.year = benchmark_row.year
        AND benchmark.indicator = benchmark_row.indicator
        AND benchmark.unit = benchmark_row.unit
    RETURNING benchmark.*
)
INSERT INTO superseded_benchmark BY NAME
SELECT *, $delivery AS superseded_by FROM superseded
