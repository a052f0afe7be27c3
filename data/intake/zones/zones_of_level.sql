-- one row per zone of a level, in code order, as its file says: the residents delivered since are not the file's
SELECT zone_code, vintage, label, population_given, dwellings
FROM zone
WHERE level = $level
ORDER BY zone_code
