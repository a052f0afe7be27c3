-- one row per level, zone (NULL: not located), month (or year, for year-only facts), kind, category and source
CREATE OR REPLACE TABLE monthly_count AS
-- Millions of facts, then hundreds of thousands of counts, are grouped on short keys: texts come back at the end.
WITH counted AS (
    SELECT
        delivery, date_precision, category AS delivered, zone_set,
        CASE date_precision WHEN 'year' THEN make_date(year(fact_date), 1, 1) ELSE fact_date - CAST(day(fact_date) - 1 AS INTEGER) END
            AS period_start,
        sum(count) AS n_events
    FROM fact
    GROUP BY ALL
),
-- A delivery has one source and one kind.
series AS (
    SELECT delivery, delivered, kind, source, category, dense_rank() OVER (ORDER BY kind, source, category) AS series
    FROM delivery
    JOIN category_map USING (source)
),
cells AS (
    SELECT
        sets.zone_set, levels.level,
        CASE levels.level WHEN 'commune' THEN (SELECT zone_code FROM zone WHERE level = 'commune') ELSE zone_set.zone_code END AS zone_code,
        dense_rank() OVER (ORDER BY levels.level, CASE levels.level WHEN 'commune' THEN NULL ELSE zone_set.zone_code END) AS cell
    FROM (SELECT DISTINCT zone_set FROM fact) AS sets
    CROSS JOIN (SELECT DISTINCT level FROM zone) AS levels
    LEFT JOIN zone_set ON zone_set.zone_set = sets.zone_set AND zone_set.level = levels.level
),
counts AS (
    SELECT cell, series, period_start, date_precision = 'year' AS is_year, sum(n_events) AS n_events
    FROM counted
    JOIN series USING (delivery, delivered)
    JOIN cells USING (zone_set)
    GROUP BY ALL
)
SELECT
    level, zone_code, period_start, CASE WHEN is_year THEN 'year' ELSE 'month' END AS precision, kind, category, source,
    CAST(n_events AS BIGINT) AS n_events
FROM (SELECT * FROM counts ORDER BY cell, series, period_start) -- readers ask for a level: its counts lie together
JOIN (SELECT DISTINCT cell, level, zone_code FROM cells) USING (cell)
JOIN (SELECT DISTINCT series, kind, category, source FROM series) USING (series)
