-- one row per level that has zones
SELECT DISTINCT level
FROM zone
