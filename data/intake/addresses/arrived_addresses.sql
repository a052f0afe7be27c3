-- one row: streets and addresses that an extract gives to the commune
SELECT count(DISTINCT label), count(*)
FROM arriving_address
