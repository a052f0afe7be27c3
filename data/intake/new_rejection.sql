-- one row: a refused row
INSERT INTO rejection VALUES ($delivery, $row, $reason)
