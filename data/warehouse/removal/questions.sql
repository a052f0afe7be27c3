-- removes the questions of waves whose respondents are gone
DELETE FROM question
WHERE (delivery, wave) NOT IN (SELECT delivery, wave FROM respondent)
