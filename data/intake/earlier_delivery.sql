-- one row, or none: the delivery of the same file, read the same way
SELECT delivery, rows_read, period_first, period_last
FROM delivery
WHERE fingerprint = $fingerprint
