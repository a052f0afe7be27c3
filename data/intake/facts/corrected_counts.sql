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
)
SELECT arriving.* EXCLUDE (number), arriving.number AS new_number, earlier.number AS old_number
FROM arriving
JOIN earlier
    ON arriving.fact_date = earlier.fact_date
    AND arriving.category = earlier.category
    AND arriving.subcategory IS NOT DISTINCT FROM earlier.subcategory
    AND arriving.zone_set = earlier.zone_set
