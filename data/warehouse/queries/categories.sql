-- one row per kind and category: its facts
SELECT kind, category, CAST(sum(n_events) AS BIGINT) AS n_events
FROM monthly_count
WHERE level = 'commune'
GROUP BY ALL
ORDER BY ALL
