-- one row per respondent of a wave
SELECT
    respondent,
    zone_set,
    sex,
    age,
    weight,
    cluster
FROM wave
JOIN respondent USING (delivery, wave)
WHERE survey = $survey AND wave = $wave
ORDER BY respondent
