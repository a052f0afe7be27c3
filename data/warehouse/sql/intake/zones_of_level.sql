-- one row per zone of a level, in code order
SELECT zone_code, vintage, label, population, dwellings
FROM zone
WHERE level = $level
ORDER BY zone_code
