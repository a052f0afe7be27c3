-- one row per delivery of facts that followed another of its source, the first one first: how far back it changed what was known
WITH given AS ( -- months of which a delivery gave facts, or corrected some
    SELECT DISTINCT delivery, date_trunc('month', fact_date) AS month
    FROM (SELECT DISTINCT delivery, fact_date FROM fact WHERE date_precision <> 'year') -- a hundred times fewer to truncate
    UNION
    SELECT DISTINCT unnest([delivery, superseded_by]), date_trunc('month', fact_date) FROM superseded_fact WHERE date_precision <> 'year'
),
dated AS (
    SELECT source, delivery, month FROM given JOIN delivery USING (delivery)
),
changed AS (
    SELECT later.source, later.delivery, min(later.month) FILTER (earlier.month = later.month) AS first_month, max(earlier.month) AS last_known
    FROM dated AS later
    JOIN dated AS earlier ON earlier.source = later.source AND earlier.delivery < later.delivery
    GROUP BY ALL
)
SELECT source, delivery, COALESCE(date_diff('month', first_month, last_known) + 1, 0) AS n_months
FROM changed
ORDER BY delivery
