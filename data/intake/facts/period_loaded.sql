-- one row: first and last date of the rows taken
SELECT min(fact_date), max(fact_date) FROM placed WHERE reason IS NULL
