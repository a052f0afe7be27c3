-- one row per wave of a survey that was loaded already
SELECT wave, delivery
FROM wave
WHERE survey = $survey
