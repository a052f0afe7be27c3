-- one row per fact without a place that the file gives with one: it leaves the facts, and is kept for whoever undoes the file
WITH superseded AS (
    DELETE FROM fact
    WHERE rowid IN (SELECT fact FROM placed_since)
    RETURNING fact.*
)
INSERT INTO superseded_fact BY NAME
SELECT *, $delivery AS superseded_by FROM superseded
