-- one row per source, kind and level of which some facts, known by the name of their zone, were counted in limits that it has no more
WITH named AS (
    SELECT source, delivery, level, zone_code, fact_date
    FROM fact
    JOIN zone_set USING (zone_set)
    WHERE location = 'zone'
),
per_delivery AS (
    SELECT source, kind, level, zone_code, loaded_at, min(fact_date) AS first_date, max(fact_date) AS last_date
    FROM named
    JOIN delivery USING (delivery, source)
    GROUP BY ALL
),
counted AS (
    SELECT
        per_delivery.*,
        -- The first limits that were replaced after a load are those that it was counted in; none was: they are today's.
        COALESCE(
            (
                SELECT arg_min(former_zone.geometry, replaced_at)
                FROM former_zone
                WHERE former_zone.level = per_delivery.level AND former_zone.zone_code = per_delivery.zone_code
                    AND replaced_at > loaded_at
            ) <> zone.geometry,
            false
        ) AS in_former
    FROM per_delivery
    JOIN zone USING (level, zone_code)
)
SELECT
    source, kind, level,
    CAST(count(DISTINCT zone_code) AS INTEGER) AS n_zones,
    max(last_date) FILTER (in_former) AS last_former,
    min(first_date) FILTER (NOT in_former) AS first_current
FROM counted
SEMI JOIN (SELECT source, level, zone_code FROM counted WHERE in_former) AS changed USING (source, level, zone_code)
GROUP BY source, kind, level
ORDER BY source, level
