-- one row per IRIS, sex and age class of the file
INSERT INTO resident
SELECT $delivery, iris, vintage, sex, age, number
FROM arriving_residents
