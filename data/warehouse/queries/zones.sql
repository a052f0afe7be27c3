-- one row per zone of a level
SELECT zone_code, label AS zone_label, population, population_estimated, dwellings, vintage
FROM zone
WHERE level = $level
ORDER BY zone_code
