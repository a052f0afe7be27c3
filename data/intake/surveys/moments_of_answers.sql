-- one row per text, in order: the moment that it names in a usual spelling, else the text
SELECT
    usual_moment(date_text, $formats, $time_zone) AS moment,
    CASE WHEN moment IS NULL THEN date_text END AS unusual_date
FROM submitted
