-- one row per level, zone (NULL: not located), month (or year, for year-only facts), kind, category and source
CREATE OR REPLACE TABLE monthly_count AS
WITH counted AS (
    SELECT
        quartier, iris, qpv, bailleur,
        CAST(CASE date_precision WHEN 'year' THEN date_trunc('year', fact_date) ELSE date_trunc('month', fact_date) END AS DATE)
            AS period_start,
        CASE date_precision WHEN 'year' THEN 'year' ELSE 'month' END AS precision,
        CAST(kind AS VARCHAR) AS kind, source, category AS delivered,
        sum(count) AS n_events
    FROM fact
    GROUP BY ALL
),
mapped AS (
    SELECT counted.* EXCLUDE (delivered), category_map.category
    FROM counted
    JOIN category_map USING (source, delivered)
),
levels AS (
    SELECT level, (SELECT zone_code FROM zone WHERE level = 'commune') AS commune
    FROM (SELECT DISTINCT level FROM zone)
)
SELECT
    level,
    CASE level
        WHEN 'commune' THEN commune
        WHEN 'quartier' THEN quartier
        WHEN 'iris' THEN iris
        WHEN 'qpv' THEN qpv
        WHEN 'bailleur' THEN bailleur
    END AS zone_code,
    period_start, precision, kind, category, source,
    CAST(sum(n_events) AS BIGINT) AS n_events
FROM mapped, levels
GROUP BY ALL
ORDER BY level, kind, period_start, zone_code, category
