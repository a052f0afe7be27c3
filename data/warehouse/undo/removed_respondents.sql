-- removes the respondents of a delivery
DELETE FROM respondent
WHERE delivery = $delivery
