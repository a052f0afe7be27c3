-- one row per zone (NULL: not located), bucket (month, or year for year-only facts), category and source that holds at least one fact
SELECT zone_code, period_start, precision, category, source, n_events
FROM monthly_count
WHERE level = $level
    AND kind = $kind
ORDER BY ALL
