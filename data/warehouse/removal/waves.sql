-- removes the waves whose respondents are gone
DELETE FROM wave
WHERE (delivery, wave) NOT IN (SELECT delivery, wave FROM respondent)
