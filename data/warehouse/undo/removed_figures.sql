-- removes the figures of a delivery
DELETE FROM benchmark
WHERE delivery = $delivery
