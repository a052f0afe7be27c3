-- one row per level, zone (NULL: not located), month (or year, for year-only facts), kind, category and source
CREATE OR REPLACE TABLE monthly_count AS
WITH counted AS (
    -- Millions of facts become counts on short keys first; a delivery has one source and one kind.
    SELECT
        delivery, date_precision, category AS delivered, zone_set,
        CASE date_precision WHEN 'year' THEN make_date(year(fact_date), 1, 1) ELSE fact_date - CAST(day(fact_date) - 1 AS INTEGER) END
            AS period_start,
        sum(count) AS n_events
    FROM fact
    GROUP BY ALL
),
mapped AS (
    SELECT
        zone_set, period_start, CASE date_precision WHEN 'year' THEN 'year' ELSE 'month' END AS precision,
        delivery.kind, delivery.source, category_map.category, sum(n_events) AS n_events
    FROM counted
    JOIN delivery USING (delivery)
    JOIN category_map ON category_map.source = delivery.source AND category_map.delivered = counted.delivered
    GROUP BY ALL
),
levels AS (
    SELECT level, (SELECT zone_code FROM zone WHERE level = 'commune') AS commune
    FROM (SELECT DISTINCT level FROM zone)
)
SELECT
    levels.level,
    CASE levels.level WHEN 'commune' THEN commune ELSE zone_set.zone_code END AS zone_code,
    period_start, precision, kind, category, source,
    CAST(sum(n_events) AS BIGINT) AS n_events
FROM mapped
CROSS JOIN levels
LEFT JOIN zone_set ON zone_set.zone_set = mapped.zone_set AND zone_set.level = levels.level
GROUP BY ALL
ORDER BY level, kind, period_start, zone_code
