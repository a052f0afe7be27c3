-- one row per respondent and answer to a question of a wave
SELECT
    respondent,
    zone_set,
    sex,
    age,
    weight,
    answer
FROM wave
JOIN answer USING (delivery, wave)
JOIN respondent USING (delivery, wave, respondent)
WHERE survey = $survey AND wave = $wave AND question = $question
ORDER BY respondent, answer
