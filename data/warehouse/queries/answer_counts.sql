-- one row per survey, wave, question and answer of its scale: respondents who gave it
SELECT survey, wave, question, wording, type, scaled.answer, count(given.respondent) AS n_respondents
FROM wave
JOIN (
    SELECT
        delivery,
        wave,
        question,
        wording,
        type,
        unnest(scale) AS answer,
        generate_subscripts(scale, 1) AS rank
    FROM question
) AS scaled USING (delivery, wave)
LEFT JOIN answer AS given USING (delivery, wave, question, answer)
GROUP BY survey, wave, question, wording, type, scaled.answer, rank
ORDER BY survey, wave, question, rank
