-- one row per fact, then per superseded one, in the order of the tables: its rounded point in degrees
SELECT CAST(lon AS DOUBLE) AS lon, CAST(lat AS DOUBLE) AS lat
FROM (SELECT lon, lat FROM fact UNION ALL SELECT lon, lat FROM superseded_fact)
