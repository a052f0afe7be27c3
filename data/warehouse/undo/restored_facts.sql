-- one row per count that a delivery had corrected: it comes back
WITH restored AS (
    DELETE FROM superseded_fact
    WHERE superseded_by = $delivery
    RETURNING *
)
INSERT INTO fact BY NAME
SELECT * EXCLUDE (superseded_by) FROM restored
