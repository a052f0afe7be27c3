-- one row per delivery, the latest first
SELECT delivery, source, kind, file, loaded_at, rows_read, loaded, duplicate, rejected, period_first, period_last
FROM delivery
ORDER BY delivery DESC
