-- one row per number of a street
FROM address
