-- one row per fact
INSERT INTO fact BY NAME
SELECT * EXCLUDE (superseded_by) FROM fact_placed_again WHERE superseded_by IS NULL
