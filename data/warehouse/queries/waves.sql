-- one row per survey and wave, the latest first
SELECT survey, wave, audience, year, first_answer, last_answer, count(respondent) AS n_respondents
FROM wave
JOIN respondent USING (delivery, wave)
GROUP BY ALL
ORDER BY year DESC, last_answer DESC, survey, wave
