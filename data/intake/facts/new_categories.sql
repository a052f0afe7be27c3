-- one row per category that the source had never delivered
SELECT DISTINCT category
FROM fact
WHERE source = $source AND category NOT IN (SELECT delivered FROM category_map WHERE source = $source)
