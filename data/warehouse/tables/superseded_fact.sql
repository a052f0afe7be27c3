-- one row per count that a later file corrected, as it stood, so that undoing that file brings it back
CREATE TABLE IF NOT EXISTS superseded_fact AS
SELECT fact.*, CAST(NULL AS INTEGER) AS superseded_by -- the delivery that corrected it
FROM fact
LIMIT 0
