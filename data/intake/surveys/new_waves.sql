-- one row per wave of the file
INSERT INTO wave BY NAME
SELECT *, $delivery AS delivery, $survey AS survey, $audience AS audience FROM arriving_rows
