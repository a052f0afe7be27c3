-- one row per row of the file that the same figures of the source already hold, or that a row before it does
CREATE OR REPLACE TEMP TABLE repeated_benchmark AS
SELECT row_number
FROM benchmark_row
LEFT JOIN benchmark AS known
    ON known.source = $source
    AND known.territory = benchmark_row.territory
    AND known.year = benchmark_row.year
    AND known.indicator = benchmark_row.indicator
    AND known.unit = benchmark_row.unit
    AND known.count IS NOT DISTINCT FROM benchmark_row.count
    AND known.rate IS NOT DISTINCT FROM benchmark_row.rate
WHERE reason IS NULL
QUALIFY known.source IS NOT NULL
    OR row_number() OVER (
        PARTITION BY benchmark_row.territory, benchmark_row.year, benchmark_row.indicator, benchmark_row.unit ORDER BY row_number
    ) > 1
