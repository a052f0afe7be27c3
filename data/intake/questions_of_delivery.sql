-- one row per question of a delivery, in the order of its file; a question of several waves once
SELECT wording, any_value(scale) AS scale, min(question) AS position
FROM question
WHERE delivery = $delivery
GROUP BY wording
ORDER BY position
