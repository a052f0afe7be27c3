-- removes the links between zones of a delivery
DELETE FROM zone_link
WHERE delivery = $delivery
