-- removes the deliveries of a source whose whole period is older than what it keeps
-- Compared as text, at the precision of the period: 2024 with 2025, 2024-03 or 2024-03-14 with 2025-04.
DELETE FROM delivery
WHERE source = $source AND period_last < left(strftime($kept_from, '%Y-%m'), length(period_last))
