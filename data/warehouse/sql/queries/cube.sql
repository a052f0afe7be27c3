-- one row per zone (NULL: not located), bucket (month, or year for year-only facts) and category that holds at least one fact
SELECT zone_code, period_start, precision, category, CAST(sum(n_events) AS BIGINT) AS n_events
FROM monthly_count
WHERE level = $level
    AND kind = $kind
    AND ($categories IS NULL OR list_contains($categories, category))
GROUP BY ALL
ORDER BY ALL
