-- one row per superseded fact
INSERT INTO superseded_fact BY NAME
SELECT * FROM fact_placed_again WHERE superseded_by IS NOT NULL
