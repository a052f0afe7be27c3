-- one row per month for which a source of this kind gave a fact that is located at this level
SELECT DISTINCT period_start
FROM monthly_count
WHERE level = $level AND kind = $kind AND precision = 'month' AND zone_code IS NOT NULL
ORDER BY period_start
