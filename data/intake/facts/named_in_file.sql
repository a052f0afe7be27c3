-- one row per zone as the file names it, and set of zones of the points that bear this name
SELECT DISTINCT zone_code, zone_label, zone_set
FROM located
WHERE reason IS NULL AND (zone_code IS NOT NULL OR zone_label IS NOT NULL)
