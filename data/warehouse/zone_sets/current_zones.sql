-- one row per zone
SELECT level, zone_code
FROM zone
