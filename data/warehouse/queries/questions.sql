-- one row per question of a wave, in the order of its file
SELECT question, key, wording, type, scale, count(DISTINCT respondent) AS n_answered, n_other
FROM wave
JOIN question USING (delivery, wave)
LEFT JOIN answer USING (delivery, wave, question)
WHERE survey = $survey AND wave = $wave
GROUP BY ALL
ORDER BY question
