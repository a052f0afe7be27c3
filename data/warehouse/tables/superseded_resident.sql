-- one row per number of residents that a later file counted anew, as it stood, so that undoing that file brings it back
CREATE TABLE IF NOT EXISTS superseded_resident AS
SELECT resident.*, CAST(NULL AS INTEGER) AS superseded_by -- the delivery that counted anew
FROM resident
LIMIT 0
