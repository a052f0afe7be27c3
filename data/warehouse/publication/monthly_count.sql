-- one row per level, zone (NULL: not located), month (or year, for year-only facts), kind, category and source
CREATE OR REPLACE TABLE monthly_count AS
WITH counted AS (
    -- Millions of facts become counts on short keys first; a delivery has one source and one kind.
    SELECT
        delivery, date_precision, category AS delivered, quartier, iris, qpv, bailleur,
        CASE date_precision WHEN 'year' THEN make_date(year(fact_date), 1, 1) ELSE fact_date - CAST(day(fact_date) - 1 AS INTEGER) END
            AS period_start,
        sum(count) AS n_events
    FROM fact
    GROUP BY ALL
),
mapped AS (
    SELECT
        counted.* EXCLUDE (delivery, date_precision, delivered),
        CASE date_precision WHEN 'year' THEN 'year' ELSE 'month' END AS precision,
        delivery.kind, delivery.source, category_map.category
    FROM counted
    JOIN delivery USING (delivery)
    JOIN category_map ON category_map.source = delivery.source AND category_map.delivered = counted.delivered
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
ORDER BY level, kind, period_start, zone_code
