-- one row per zone as the file names it
SELECT DISTINCT zone_code, zone_label
FROM located
WHERE reason IS NULL AND (zone_code IS NOT NULL OR zone_label IS NOT NULL)
