-- one row per zone of every level that has a geometry: WKB, WGS84
SELECT level, zone_code, label AS zone_label, geometry
FROM zone
WHERE geometry IS NOT NULL
ORDER BY level, zone_code
