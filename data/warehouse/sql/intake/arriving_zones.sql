-- one row per zone of the file
INSERT INTO zone (zone_code, level, vintage, label, population, dwellings, geometry)
SELECT zone_code, level, vintage, label, population, dwellings, geometry
FROM arriving
