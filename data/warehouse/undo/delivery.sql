-- one row, or none when there is no such delivery: the source and the file that leave
DELETE FROM delivery
WHERE delivery = $delivery
RETURNING source, file
