-- one row per date of the first rows that have one, as text
SELECT trim(date_text)
FROM dates_as_written
WHERE trim(date_text) <> ''
LIMIT $size
