-- one row per row whose identifier the source has delivered before, or that stands earlier in the same file
INSERT INTO duplicate
WITH numbered AS (
    SELECT row, record_id FROM placed WHERE reason IS NULL AND record_id IS NOT NULL
),
repeated AS (
    SELECT hash(record_id) AS digest FROM numbered GROUP BY digest HAVING count(*) > 1
),
occurrences AS (
    SELECT row, row_number() OVER (PARTITION BY record_id ORDER BY row) AS occurrence
    FROM numbered
    WHERE hash(record_id) IN (SELECT digest FROM repeated)
)
SELECT row FROM occurrences WHERE occurrence > 1
UNION
SELECT numbered.row
FROM numbered
WHERE record_id IN (SELECT record_id FROM fact WHERE source = $source AND record_id IS NOT NULL)
