-- one row per refused row, torn lines included
INSERT INTO rejection
WITH torn AS (
    SELECT line - 1 AS row_number, row_number() OVER (ORDER BY line) AS rank
    FROM (SELECT DISTINCT line FROM torn_line)
)
SELECT
    $delivery,
    -- A torn line is none of the rows read: those after it stand further in the file.
    COALESCE(file_row, row) + 1 + (SELECT count(*) FROM torn WHERE torn.row_number - torn.rank <= placed.row),
    reason
FROM placed
WHERE reason IS NOT NULL
UNION ALL
SELECT $delivery, row_number, 'ligne incomplète ou mal fermée' FROM torn
