-- one row per row that repeats, identifier included, another one of the same file
-- A number that comes back with another nature, day or place is that of a form which holds several facts.
CREATE OR REPLACE TEMP TABLE repeated_row AS
WITH occurrences AS (
    SELECT
        row,
        row_number() OVER (
            PARTITION BY record_id, fact_date, hour, category, subcategory, count, lon, lat, zone_set, street, address ORDER BY row
        ) AS occurrence
    FROM placed
    WHERE reason IS NULL AND record_id IS NOT NULL AND hash(record_id) IN (SELECT digest FROM repeated_digest)
)
SELECT row FROM occurrences WHERE occurrence > 1
