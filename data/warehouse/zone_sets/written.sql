-- one row per set of zones and zone of it
SELECT zone_set, level, zone_code
FROM zone_set
