-- one row per row of the file without identifier that an earlier delivery of the source already holds
-- Equal rows are counted on both sides: two equal rows of one file are two facts, a third in the next file is a third fact. A fact
-- that has a point is told by it alone, rounded to the nearest: the zones that made it move, or that it is in, may have changed since.
INSERT INTO duplicate
WITH first_zone AS (
    SELECT zone_set, max_by(zone_code, level) AS zone_code
    FROM zone_set
    GROUP BY zone_set
),
earlier AS (
    SELECT
        fact_date, hour, category, subcategory, count,
        lon - 0.0001 * COALESCE(moved.east, 0) AS lon, lat - 0.0001 * COALESCE(moved.north, 0) AS lat,
        CASE WHEN lon IS NULL THEN first_zone.zone_code END AS zone_named, unmatched,
        count(*) AS held
    FROM fact
    LEFT JOIN first_zone USING (zone_set)
    WHERE source = $source AND record_id IS NULL AND date_precision = $precision
    GROUP BY ALL
),
comparable AS (
    SELECT
        placed.* REPLACE (lon - 0.0001 * COALESCE(moved.east, 0) AS lon, lat - 0.0001 * COALESCE(moved.north, 0) AS lat),
        CASE WHEN lon IS NULL THEN first_zone.zone_code END AS zone_named
    FROM placed
    LEFT JOIN first_zone USING (zone_set)
    WHERE reason IS NULL AND record_id IS NULL
),
arriving AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY fact_date, hour, category, subcategory, count, lon, lat, zone_named, unmatched ORDER BY row
        ) AS occurrence,
        row_number() OVER (
            PARTITION BY fact_date, hour, category, subcategory, count, lon, lat, zone_named ORDER BY row
        ) AS occurrence_of_any_place
    FROM comparable
)
SELECT DISTINCT arriving.row
FROM arriving
JOIN earlier
    ON arriving.fact_date = earlier.fact_date
    AND arriving.hour IS NOT DISTINCT FROM earlier.hour
    AND arriving.category = earlier.category
    AND arriving.subcategory IS NOT DISTINCT FROM earlier.subcategory
    AND arriving.count = earlier.count
    AND arriving.lon IS NOT DISTINCT FROM earlier.lon
    AND arriving.lat IS NOT DISTINCT FROM earlier.lat
    AND arriving.zone_named IS NOT DISTINCT FROM earlier.zone_named
WHERE CASE
        WHEN arriving.unmatched IS NULL OR arriving.unmatched = earlier.unmatched THEN arriving.occurrence <= earlier.held
        -- A former version kept neither the name nor the address.
        WHEN earlier.unmatched IS NULL THEN arriving.occurrence_of_any_place <= earlier.held
    END
