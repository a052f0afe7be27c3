-- removes the addresses without a street or a place
DELETE FROM arriving_address
WHERE COALESCE(label, '') = '' OR NOT COALESCE(lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90, false)
