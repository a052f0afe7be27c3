-- one row per wave, respondent and answer of the file
INSERT INTO answer BY NAME
SELECT *, $delivery AS delivery FROM arriving_rows
