-- one row per text that has no usual spelling of a date: how many rows have it
SELECT date_text, count(*)
FROM dates_as_written
WHERE trim(date_text) <> '' AND usual_moment(date_text, $formats, $time_zone) IS NULL
GROUP BY date_text
