-- one row per year for which a source of this kind gave year-only facts that are located at this level
SELECT DISTINCT period_start
FROM monthly_count
WHERE level = $level AND kind = $kind AND precision = 'year' AND zone_code IS NOT NULL
ORDER BY period_start
