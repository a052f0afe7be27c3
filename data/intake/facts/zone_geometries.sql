-- one row per level that has zones: their codes and geometries, in code order
SELECT level, list(zone_code ORDER BY zone_code), list(geometry ORDER BY zone_code)
FROM zone
WHERE geometry IS NOT NULL
GROUP BY level
