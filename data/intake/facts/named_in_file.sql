-- one row per zone as the file names it, and set of zones of the points that bear this name; the most frequent first
SELECT zone_code, zone_label, zone_set, count(*) AS n_rows
FROM located
WHERE reason IS NULL AND (zone_code IS NOT NULL OR zone_label IS NOT NULL)
GROUP BY ALL
ORDER BY n_rows DESC, zone_code, zone_label, zone_set
