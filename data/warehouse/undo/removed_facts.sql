-- removes the facts of a delivery
DELETE FROM fact
WHERE delivery = $delivery
