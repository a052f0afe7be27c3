-- one row per sex and age class, of the latest census that tells residents apart
SELECT sex, age, sum(number) AS number
FROM resident
WHERE sex IS NOT NULL AND age IS NOT NULL
    AND vintage = (SELECT max(vintage) FROM resident WHERE sex IS NOT NULL AND age IS NOT NULL)
GROUP BY sex, age
ORDER BY age, sex
