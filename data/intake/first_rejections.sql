-- one row per row refused of a delivery, the first ones
SELECT row_number AS row, reason FROM rejection WHERE delivery = $delivery ORDER BY row_number LIMIT $size
