-- one row per respondent and answer to a question of a wave; nobody is located in a zone that is no more
SELECT
    respondent,
    CASE WHEN quartier IN (SELECT zone_code FROM zone WHERE level = 'quartier') THEN quartier END AS quartier,
    CASE WHEN iris IN (SELECT zone_code FROM zone WHERE level = 'iris') THEN iris END AS iris,
    CASE WHEN qpv IN (SELECT zone_code FROM zone WHERE level = 'qpv') THEN qpv END AS qpv,
    CASE WHEN bailleur IN (SELECT zone_code FROM zone WHERE level = 'bailleur') THEN bailleur END AS bailleur,
    sex,
    age,
    weight,
    answer
FROM wave
JOIN answer USING (delivery, wave)
JOIN respondent USING (delivery, wave, respondent)
WHERE survey = $survey AND wave = $wave AND question = $question
ORDER BY respondent, answer
