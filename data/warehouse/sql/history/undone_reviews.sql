-- removes the doubtful addresses of a delivery
DELETE FROM address_review
WHERE delivery = $delivery
