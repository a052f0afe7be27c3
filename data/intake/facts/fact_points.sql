-- one row per fact, then per superseded one, in the order of the tables: its point in degrees, and its street if it is all that is known
SELECT CAST(lon AS DOUBLE) AS lon, CAST(lat AS DOUBLE) AS lat, street
FROM (SELECT lon, lat, street FROM fact UNION ALL SELECT lon, lat, street FROM superseded_fact)
