-- one row per fact that an earlier delivery of the source gave without a place, and the row of the file that gives it again, where a person
-- said since which zone its name is
CREATE OR REPLACE TEMP TABLE placed_since AS
WITH unplaced AS (
    SELECT
        rowid AS fact, record_id, fact_date, hour, category, subcategory, count, unmatched,
        row_number() OVER (PARTITION BY record_id, fact_date, hour, category, subcategory, count, unmatched ORDER BY rowid) AS occurrence
    FROM fact
    WHERE source = $source AND date_precision = $precision AND lon IS NULL AND zone_set = 0
),
arriving AS (
    SELECT
        row, record_id, fact_date, hour, category, subcategory, count, place_digest,
        -- Of equal rows, those that still have no place are the facts that had none.
        row_number() OVER (
            PARTITION BY record_id, fact_date, hour, category, subcategory, count, place_digest ORDER BY answered, row
        ) AS occurrence,
        row_number() OVER (
            PARTITION BY record_id, fact_date, hour, category, subcategory, count ORDER BY answered, row
        ) AS occurrence_of_any_place,
        answered
    FROM placed
    WHERE reason IS NULL AND lon IS NULL AND (answered OR zone_set = 0) AND row NOT IN (SELECT row FROM repeated_row)
)
SELECT unplaced.fact, arriving.row
FROM arriving
JOIN unplaced
    ON arriving.record_id IS NOT DISTINCT FROM unplaced.record_id
    AND arriving.fact_date = unplaced.fact_date
    AND arriving.hour IS NOT DISTINCT FROM unplaced.hour
    AND arriving.category = unplaced.category
    AND arriving.subcategory IS NOT DISTINCT FROM unplaced.subcategory
    AND arriving.count = unplaced.count
    AND CASE
        WHEN unplaced.unmatched IS NULL THEN arriving.occurrence_of_any_place = unplaced.occurrence
        ELSE arriving.place_digest = unplaced.unmatched AND arriving.occurrence = unplaced.occurrence
    END
WHERE arriving.answered AND (arriving.record_id IS NOT NULL OR arriving.row NOT IN (SELECT row FROM duplicate))
