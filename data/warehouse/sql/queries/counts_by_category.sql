-- one row per zone (NULL: not located) and category, over the period
SELECT zone_code, category, CAST(sum(n_events) AS BIGINT) AS n_events
FROM monthly_count
WHERE level = $level
    AND kind = $kind
    AND period_start >= $start
    AND CASE precision WHEN 'month' THEN period_start < $end ELSE period_start + INTERVAL 1 YEAR <= $end END
GROUP BY ALL
ORDER BY ALL
