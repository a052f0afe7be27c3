-- one row per zone of a level and IRIS that the latest table links: the share that it gives and the IRIS's residents, if known, and both shapes
WITH latest AS (
    SELECT iris, sum(number) AS number
    FROM resident
    GROUP BY iris, vintage
    QUALIFY row_number() OVER (PARTITION BY iris ORDER BY vintage DESC) = 1
)
SELECT
    link.zone_code, link.iris, link.share,
    COALESCE(latest.number, iris.population) AS population,
    zone.geometry AS zone_shape,
    iris.geometry AS iris_shape
FROM zone_link AS link
JOIN zone ON zone.level = link.level AND zone.zone_code = link.zone_code
LEFT JOIN zone AS iris ON iris.level = 'iris' AND iris.zone_code = link.iris
LEFT JOIN latest ON latest.iris = link.iris
WHERE link.delivery = (SELECT max(delivery) FROM zone_link WHERE level = $level)
ORDER BY link.zone_code, link.iris
