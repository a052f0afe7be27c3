-- one row per zone of a level that the arriving ones do not have with the same limits
INSERT INTO former_zone
SELECT zone.zone_code, zone.level, zone.label, zone.geometry, $now
FROM zone
LEFT JOIN arriving USING (level, zone_code)
WHERE zone.level = $level AND zone.geometry IS NOT NULL AND zone.geometry IS DISTINCT FROM arriving.geometry
