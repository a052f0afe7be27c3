-- one zone: its population, estimated
UPDATE zone
SET population = $population, population_estimated = $population IS NOT NULL
WHERE level = 'quartier' AND zone_code = $zone_code
