-- one row per staged row, in the order of the file: its date, its hour and its reason, those of a date of no usual spelling included
SELECT
    COALESCE(fact_date, CAST(unusual_moment AS DATE)) AS fact_date,
    COALESCE(hour, unusual_hour) AS hour,
    CASE
        WHEN unusual_date IS NULL OR reason = 'ligne de total' THEN reason
        WHEN unusual_moment IS NULL THEN 'date illisible'
        WHEN over_months THEN 'période à cheval sur plusieurs mois'
        WHEN unusual_moment < TIMESTAMP '1900-01-01' OR unusual_moment >= $tomorrow THEN 'date impossible (avant 1900 ou à venir)'
        ELSE reason
    END AS reason
FROM staged
