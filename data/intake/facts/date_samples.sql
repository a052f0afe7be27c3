-- one row per date of the first rows that have one, as text
SELECT trim(date_text)
FROM delivered
WHERE date_text IS NOT NULL
LIMIT $size
