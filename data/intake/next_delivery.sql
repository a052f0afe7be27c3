-- one row: the number of the next delivery
SELECT COALESCE(max(delivery), 0) + 1
FROM delivery
