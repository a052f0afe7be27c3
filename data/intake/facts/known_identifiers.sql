-- one row per row whose identifier the source has delivered before
INSERT INTO duplicate
SELECT row
FROM placed
WHERE reason IS NULL
    AND record_id IN (SELECT record_id FROM fact WHERE source = $source AND record_id IS NOT NULL)
    AND row NOT IN (SELECT row FROM repeated_row)
