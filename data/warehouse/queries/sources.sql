-- one row per source, kind and month (or year, when that is all the source knows) with a fact
SELECT source, kind, precision, period_start, CAST(sum(n_events) AS BIGINT) AS n_events
FROM monthly_count
WHERE level = 'commune'
GROUP BY ALL
ORDER BY ALL
