-- one row per zone (NULL: not located) and bucket ($by: month, year or total) that holds at least one fact
-- A year-only fact counts where its whole year is asked for, never in a month.
SELECT
    zone_code,
    CAST(CASE $by WHEN 'month' THEN period_start WHEN 'year' THEN date_trunc('year', period_start) ELSE $start END AS DATE)
        AS period_start,
    CAST(sum(n_events) AS BIGINT) AS n_events
FROM monthly_count
WHERE level = $level
    AND kind = $kind
    AND ($categories IS NULL OR list_contains($categories, category))
    AND period_start >= $start
    AND CASE precision
        WHEN 'month' THEN period_start < $end
        ELSE $by <> 'month' AND period_start + INTERVAL 1 YEAR <= $end
    END
GROUP BY ALL
ORDER BY ALL
