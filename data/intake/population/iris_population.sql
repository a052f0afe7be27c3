-- the population of each IRIS: that of its latest census, when one was delivered
UPDATE zone
SET population = latest.number
FROM (
    SELECT iris, sum(number) AS number
    FROM resident
    GROUP BY iris, vintage
    QUALIFY row_number() OVER (PARTITION BY iris ORDER BY vintage DESC) = 1
) AS latest
WHERE zone.level = 'iris' AND zone.zone_code = latest.iris
