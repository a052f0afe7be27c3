-- one row per row taken that has an identifier: its digest
SELECT hash(record_id) AS digest FROM placed WHERE reason IS NULL AND record_id IS NOT NULL
