-- one row: a refused row
INSERT INTO rejection VALUES ($delivery, $row + 1 + getvariable('n_before'), $reason)
