-- removes the rejections of a delivery
DELETE FROM rejection
WHERE delivery = $delivery
