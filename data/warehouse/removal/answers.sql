-- removes the answers of waves whose respondents are gone
DELETE FROM answer
WHERE (delivery, wave) NOT IN (SELECT delivery, wave FROM respondent)
