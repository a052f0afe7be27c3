-- one row per number that the file counts anew, of the same IRIS and census: it is kept for whoever undoes the file
WITH superseded AS (
    DELETE FROM resident
    WHERE (iris, vintage) IN (SELECT iris, vintage FROM arriving_residents)
    RETURNING *
)
INSERT INTO superseded_resident BY NAME
SELECT *, $delivery AS superseded_by FROM superseded
