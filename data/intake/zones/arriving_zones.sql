-- one row per zone of the file
INSERT INTO zone (zone_code, level, vintage, label, population, population_given, dwellings, geometry)
SELECT zone_code, level, vintage, label, population, population, dwellings, geometry
FROM arriving
