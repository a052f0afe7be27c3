-- one row per respondent and answer to a question of a wave
SELECT
    respondent,
    answer
FROM wave
JOIN answer USING (delivery, wave)
WHERE survey = $survey AND wave = $wave AND question = $question
ORDER BY respondent, answer
