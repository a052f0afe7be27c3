-- one row per fact of a delivery, the earliest ones, as they would be shown
SELECT
    CASE date_precision
        WHEN 'day' THEN strftime(fact_date, '%d/%m/%Y') WHEN 'month' THEN strftime(fact_date, '%m/%Y') ELSE strftime(fact_date, '%Y')
    END AS date,
    hour,
    category_map.category AS nature,
    subcategory,
    count,
    (
        SELECT zone.label
        FROM zone_set
        JOIN zone USING (level, zone_code)
        WHERE zone_set.zone_set = fact.zone_set
        ORDER BY zone.level
        LIMIT 1
    ) AS zone
FROM fact
JOIN category_map ON category_map.source = fact.source AND category_map.delivered = fact.category
WHERE delivery = $delivery
ORDER BY fact_date, hour, nature, zone
LIMIT $size
