-- one row per wave and question of the file
INSERT INTO question BY NAME
SELECT *, $delivery AS delivery FROM arriving_rows
