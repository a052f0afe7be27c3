-- one row per figure that a delivery had revised: it comes back
WITH restored AS (
    DELETE FROM superseded_benchmark
    WHERE superseded_by = $delivery
    RETURNING *
)
INSERT INTO benchmark BY NAME
SELECT * EXCLUDE (superseded_by) FROM restored
