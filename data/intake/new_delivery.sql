-- one row: a file loaded
INSERT INTO delivery
VALUES (
    $delivery, $source, $kind, $file, $fingerprint, $loaded_at, $rows_read, $loaded, $duplicate, $rejected, $period_first, $period_last
)
