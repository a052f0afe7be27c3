-- one row per category that a file names, the most frequent first
SELECT trim(category) AS nature, count(*) AS n_rows
FROM delivered
WHERE trim(category) <> '' AND lower(trim(category)) NOT LIKE 'total%'
GROUP BY nature
ORDER BY n_rows DESC, nature
LIMIT $size
