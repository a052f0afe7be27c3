-- one row per level that has zones: facts or respondents of a delivery that lie in none of them
WITH delivered AS (
    SELECT zone_set, count FROM fact WHERE delivery = $delivery
    UNION ALL
    SELECT zone_set, 1 FROM respondent WHERE delivery = $delivery
),
counted AS (
    SELECT zone_set, sum(count) AS number
    FROM delivered
    GROUP BY zone_set
)
SELECT levels.level, CAST(COALESCE(sum(number) FILTER (zone_set.zone_code IS NULL), 0) AS BIGINT) AS number
FROM (SELECT DISTINCT level FROM zone) AS levels
LEFT JOIN counted ON true
LEFT JOIN zone_set ON zone_set.zone_set = counted.zone_set AND zone_set.level = levels.level
GROUP BY levels.level
