-- one row per number of the extract
INSERT INTO address
FROM arriving_address
