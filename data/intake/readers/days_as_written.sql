-- one row per day with its year last, in the order in which the rows first have it: how many rows have it
SELECT day, count(*)
FROM (
    SELECT regexp_extract(date_text, '\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b') AS day, row_number() OVER () AS row
    FROM dates_as_written
    WHERE date_text IS NOT NULL
)
WHERE day <> ''
GROUP BY day
ORDER BY min(row)
