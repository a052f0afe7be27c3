-- one row per fact, in the order of the table: its rounded point in degrees
SELECT CAST(lon AS DOUBLE) AS lon, CAST(lat AS DOUBLE) AS lat
FROM fact
