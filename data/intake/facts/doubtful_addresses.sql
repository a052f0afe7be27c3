-- one row per street that the addresses of a delivery may name, without being sure: its facts
INSERT INTO address_review
SELECT $delivery, written, suggestion, max(score), sum(count)
FROM placed
JOIN doubtful ON doubtful.address = placed.address
WHERE reason IS NULL AND count > 0 AND location <> 'zone' AND row NOT IN (SELECT row FROM duplicate)
GROUP BY written, suggestion
