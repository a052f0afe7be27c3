-- one row per refused row, torn lines included
INSERT INTO rejection
WITH torn AS (
    SELECT line AS row_number, line - 1 - getvariable('n_before') - row_number() OVER (ORDER BY line) AS n_read_before
    FROM (SELECT DISTINCT line FROM torn_line)
)
SELECT
    $delivery,
    -- A torn line is none of the rows read: those after it stand further in the file.
    COALESCE(file_row, row) + 2 + getvariable('n_before') + (SELECT count(*) FROM torn WHERE n_read_before <= placed.row),
    reason
FROM placed
WHERE reason IS NOT NULL
UNION ALL
SELECT $delivery, row_number, 'ligne incomplète ou mal fermée' FROM torn
