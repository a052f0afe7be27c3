-- one row per zone of a level that has a geometry: WKB, WGS84
SELECT geometry
FROM zone
WHERE level = $level AND geometry IS NOT NULL
