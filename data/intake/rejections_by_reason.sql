-- one row per reason: rows of a delivery refused for it, the most frequent first
SELECT reason, count(*)
FROM rejection
WHERE delivery = $delivery
GROUP BY reason
ORDER BY count(*) DESC, reason
