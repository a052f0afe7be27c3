-- one row per zone and IRIS of the file
INSERT INTO zone_link
SELECT $delivery, $level, zone_code, iris, share
FROM arriving_links
