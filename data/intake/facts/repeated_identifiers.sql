-- one row per row whose identifier stands earlier in the same file
INSERT INTO duplicate
WITH repeated AS (
    -- By digest first: few identifiers are worth comparing letter by letter.
    SELECT hash(record_id) AS digest FROM placed WHERE reason IS NULL AND record_id IS NOT NULL GROUP BY digest HAVING count(*) > 1
),
occurrences AS (
    SELECT row, row_number() OVER (PARTITION BY record_id ORDER BY row) AS occurrence
    FROM placed
    WHERE reason IS NULL AND record_id IS NOT NULL AND hash(record_id) IN (SELECT digest FROM repeated)
)
SELECT row FROM occurrences WHERE occurrence > 1
