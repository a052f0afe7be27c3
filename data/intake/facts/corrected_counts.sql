-- one row per count (date, category, zone) that the file gives and the source had given: both sums
CREATE OR REPLACE TEMP TABLE corrected AS
WITH arriving AS (
    SELECT fact_date, category, subcategory, zone_set, sum(count) AS number
    FROM placed
    WHERE reason IS NULL
    GROUP BY ALL
),
earlier AS (
    SELECT fact_date, category, subcategory, zone_set, sum(count) AS number
    FROM fact
    WHERE source = $source AND date_precision = $precision
    GROUP BY ALL
),
placed_since AS (
    SELECT fact_date, category, subcategory, sum(count) FILTER (answered) AS number
    FROM placed
    WHERE reason IS NULL
    GROUP BY ALL
    HAVING bool_or(answered) AND NOT bool_or(zone_set = 0)
)
SELECT arriving.* EXCLUDE (number), arriving.number AS new_number, earlier.number AS old_number
FROM arriving
JOIN earlier
    ON arriving.fact_date = earlier.fact_date
    AND arriving.category = earlier.category
    AND arriving.subcategory IS NOT DISTINCT FROM earlier.subcategory
    AND arriving.zone_set = earlier.zone_set
UNION ALL
-- The same count was given without a zone, before a person said which zone its name is.
SELECT placed_since.* EXCLUDE (number), 0, 0, earlier.number
FROM placed_since
JOIN earlier
    ON earlier.zone_set = 0
    AND placed_since.fact_date = earlier.fact_date
    AND placed_since.category = earlier.category
    AND placed_since.subcategory IS NOT DISTINCT FROM earlier.subcategory
    AND placed_since.number = earlier.number
