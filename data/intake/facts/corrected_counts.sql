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
),
-- What each delivery gave of a month and a category, and what of it the file gives again.
given_again AS (
    SELECT
        fact.delivery, fact.fact_date, fact.category, fact.subcategory,
        bool_or(fact.zone_set = 0) AS has_unplaced,
        bool_and(arriving.zone_set IS NOT NULL) FILTER (fact.zone_set <> 0) AS is_whole,
        bool_or(arriving.zone_set IS NOT NULL) FILTER (fact.zone_set <> 0) AS is_partly
    FROM fact
    LEFT JOIN arriving
        ON fact.fact_date = arriving.fact_date
        AND fact.category = arriving.category
        AND fact.subcategory IS NOT DISTINCT FROM arriving.subcategory
        AND fact.zone_set = arriving.zone_set
    WHERE fact.source = $source AND fact.date_precision = $precision
    GROUP BY ALL
),
-- A file that gives nothing of the month again, or leaves out a zone, is of another part of the commune.
revised AS (
    SELECT fact_date, category, subcategory
    FROM (SELECT *, bool_or(is_partly) OVER (PARTITION BY delivery, fact_date) AS is_of_month FROM given_again)
    WHERE has_unplaced
    GROUP BY ALL
    HAVING bool_and(COALESCE(is_whole, true) AND COALESCE(is_of_month, false))
)
SELECT arriving.* EXCLUDE (number), arriving.number AS new_number, earlier.number AS old_number
FROM arriving
JOIN earlier
    ON arriving.fact_date = earlier.fact_date
    AND arriving.category = earlier.category
    AND arriving.subcategory IS NOT DISTINCT FROM earlier.subcategory
    AND arriving.zone_set = earlier.zone_set
UNION ALL
-- The same count, or the one that it revises, was given without a zone, before a person said which zone its name is.
SELECT placed_since.* EXCLUDE (number), 0, 0, earlier.number
FROM placed_since
JOIN earlier
    ON earlier.zone_set = 0
    AND placed_since.fact_date = earlier.fact_date
    AND placed_since.category = earlier.category
    AND placed_since.subcategory IS NOT DISTINCT FROM earlier.subcategory
LEFT JOIN revised
    ON placed_since.fact_date = revised.fact_date
    AND placed_since.category = revised.category
    AND placed_since.subcategory IS NOT DISTINCT FROM revised.subcategory
WHERE placed_since.number = earlier.number OR revised.fact_date IS NOT NULL
