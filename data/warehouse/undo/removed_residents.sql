-- removes the residents of a delivery
DELETE FROM resident
WHERE delivery = $delivery
