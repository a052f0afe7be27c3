-- one row per wave and person who answered, of the file
INSERT INTO respondent BY NAME
SELECT *, $delivery AS delivery FROM arriving_rows
