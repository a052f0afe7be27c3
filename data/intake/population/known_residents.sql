-- one row: rows of the file whose IRIS had the same residents already
SELECT count(*)
FROM (SELECT iris, vintage, sum(number) AS number, count(*) AS classes FROM arriving_residents GROUP BY ALL)
JOIN (SELECT iris, vintage, sum(number) AS number, count(*) AS classes FROM resident GROUP BY ALL) USING (iris, vintage, number, classes)
