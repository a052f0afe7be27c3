-- one row per row of the file without identifier that an earlier delivery of the source already holds
-- Equal rows are counted on both sides: two equal rows of one file are two facts, a third in the next file is a third fact.
INSERT INTO duplicate
WITH earlier AS (
    SELECT fact_date, hour, category, subcategory, count, lon, lat, quartier, iris, qpv, bailleur, count(*) AS held
    FROM fact
    WHERE source = $source AND record_id IS NULL AND date_precision = $precision
    GROUP BY ALL
),
arriving AS (
    SELECT
        placed.*,
        row_number() OVER (
            PARTITION BY fact_date, hour, category, subcategory, count, lon, lat, quartier, iris, qpv, bailleur ORDER BY row
        ) AS occurrence
    FROM placed
    WHERE reason IS NULL AND record_id IS NULL
)
SELECT arriving.row
FROM arriving
JOIN earlier
    ON arriving.fact_date = earlier.fact_date
    AND arriving.hour IS NOT DISTINCT FROM earlier.hour
    AND arriving.category = earlier.category
    AND arriving.subcategory IS NOT DISTINCT FROM earlier.subcategory
    AND arriving.count = earlier.count
    AND arriving.lon IS NOT DISTINCT FROM earlier.lon
    AND arriving.lat IS NOT DISTINCT FROM earlier.lat
    AND arriving.quartier IS NOT DISTINCT FROM earlier.quartier
    AND arriving.iris IS NOT DISTINCT FROM earlier.iris
    AND arriving.qpv IS NOT DISTINCT FROM earlier.qpv
    AND arriving.bailleur IS NOT DISTINCT FROM earlier.bailleur
WHERE arriving.occurrence <= earlier.held
