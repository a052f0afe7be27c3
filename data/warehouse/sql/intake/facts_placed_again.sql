-- one row per fact
INSERT INTO fact
SELECT * FROM fact_placed_again
