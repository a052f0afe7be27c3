-- one row: first and last date of the rows taken
SELECT min(fact_date), max(fact_date) FROM staged WHERE reason IS NULL
