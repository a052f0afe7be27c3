-- one row per fact, then per superseded one, in the order of the tables: its point in degrees, its street if it is all that is known, and
-- the set of the zones that its source named, or of a fact whose point could not be kept
SELECT
    CAST(lon AS DOUBLE) AS lon, CAST(lat AS DOUBLE) AS lat, street,
    CASE WHEN location = 'zone' OR (lon IS NULL AND street IS NULL) THEN zone_set ELSE 0 END AS zone_set
FROM (
    SELECT lon, lat, street, location, zone_set FROM fact
    UNION ALL
    SELECT lon, lat, street, location, zone_set FROM superseded_fact
)
