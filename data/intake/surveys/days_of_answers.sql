-- one row per text, in order: the day that it names, NULL for none
SELECT TRY_CAST(COALESCE(usual_moment(date_text, $formats, $time_zone), moment_of_text.moment) AS DATE) AS day
FROM (SELECT date_text, row_number() OVER () AS row FROM submitted) AS ordered
LEFT JOIN moment_of_text ON ordered.date_text = moment_of_text.text
ORDER BY ordered.row
