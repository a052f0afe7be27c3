-- removes the respondents of the waves of a survey that are wholly older than what it keeps; see outdated_deliveries
DELETE FROM respondent
WHERE (delivery, wave) IN (
    SELECT delivery, wave
    FROM wave
    WHERE survey = $source AND COALESCE(last_answer < $kept_from, year < year($kept_from))
)
