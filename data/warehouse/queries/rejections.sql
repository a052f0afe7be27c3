-- one row per row of a delivery that was refused, in the order of the file
SELECT row_number, reason
FROM rejection
WHERE delivery = $delivery
ORDER BY row_number
