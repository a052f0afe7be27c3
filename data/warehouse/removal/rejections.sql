-- removes the rejections of deliveries that are gone
DELETE FROM rejection
WHERE delivery NOT IN (SELECT delivery FROM delivery)
