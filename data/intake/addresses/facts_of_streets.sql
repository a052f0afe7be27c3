-- one row: facts of some streets that have a zone besides the commune, and those that have none
SELECT
    CAST(COALESCE(sum(count) FILTER (zone_set <> 0), 0) AS BIGINT) AS n_placed,
    CAST(COALESCE(sum(count) FILTER (zone_set = 0), 0) AS BIGINT) AS n_unplaced
FROM fact
WHERE lon IS NULL AND street IN (SELECT unnest($names::VARCHAR[]))
