-- one row per set of zones and zone of it; a zone that is no more is left out
SELECT zone_set, level, zone_code
FROM zone_set
SEMI JOIN zone USING (level, zone_code)
