-- one row: rows of a delivery by outcome
SELECT
    (SELECT count(*) FROM located) + (SELECT count(DISTINCT line) FROM torn_line) AS rows_read,
    (SELECT count(*) FROM duplicate) AS duplicate,
    (SELECT count(*) FROM rejection WHERE delivery = $delivery) AS rejected
