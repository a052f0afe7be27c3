-- one row per number of residents that a delivery had counted anew: it comes back
WITH restored AS (
    DELETE FROM superseded_resident
    WHERE superseded_by = $delivery
    RETURNING *
)
INSERT INTO resident BY NAME
SELECT * EXCLUDE (superseded_by) FROM restored
