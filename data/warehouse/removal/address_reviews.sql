-- removes the doubtful addresses of deliveries that are gone
DELETE FROM address_review
WHERE delivery NOT IN (SELECT delivery FROM delivery)
