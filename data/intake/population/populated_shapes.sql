-- one row per IRIS, and per quartier whose population is not delivered: code and geometry
SELECT level, zone_code, population, geometry
FROM zone
WHERE geometry IS NOT NULL AND (level = 'iris' OR (level = 'quartier' AND (population IS NULL OR population_estimated)))
ORDER BY level, zone_code
