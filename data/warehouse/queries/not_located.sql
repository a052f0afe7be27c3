-- one row per level: facts without a zone there
SELECT level, CAST(COALESCE(sum(n_events) FILTER (zone_code IS NULL), 0) AS BIGINT) AS n_events
FROM (SELECT DISTINCT level FROM zone)
LEFT JOIN monthly_count USING (level)
GROUP BY level
ORDER BY level
