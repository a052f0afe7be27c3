-- one row per level: how many zones it has
SELECT level, count(*) AS zones
FROM zone
GROUP BY level
