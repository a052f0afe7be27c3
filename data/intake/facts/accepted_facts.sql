-- one row per accepted row that counts at least one fact
INSERT INTO fact BY NAME
SELECT
    $delivery AS delivery, $source AS source, $kind AS kind, category, subcategory, fact_date, $precision AS date_precision, hour, count,
    zone_set, location, lon, lat, record_id, street, moved, unmatched
FROM placed
WHERE reason IS NULL AND count > 0 AND row NOT IN (SELECT row FROM duplicate) AND row NOT IN (SELECT row FROM repeated_row)
