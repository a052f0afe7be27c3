-- one row per delivered row, in the order of the file: typed, with the reason to refuse it, if any
WITH typed AS (
    SELECT
        delivered.*,
        try_strptime(trim(date_text), $formats) AS moment,
        try_strptime(trim(time_text), ['%H:%M', '%H:%M:%S', '%Hh%M', '%Hh']) AS clock,
        CASE
            WHEN point_text IS NULL THEN TRY_CAST(replace(first_text, ',', '.') AS DOUBLE)
            WHEN point_text LIKE '%coordinates%' THEN TRY_CAST(regexp_extract(point_text, 'coordinates\W+?([-+.\d][-+.\deE]*)', 1) AS DOUBLE)
            WHEN point_text LIKE '%lon%' THEN TRY_CAST(regexp_extract(point_text, 'lon\w*\W+?([-+.\d][-+.\deE]*)', 1) AS DOUBLE)
            ELSE TRY_CAST(trim(split_part(point_text, ',', 2)) AS DOUBLE)
        END AS first_number,
        CASE
            WHEN point_text IS NULL THEN TRY_CAST(replace(second_text, ',', '.') AS DOUBLE)
            WHEN point_text LIKE '%coordinates%' THEN TRY_CAST(regexp_extract(point_text, 'coordinates\W+?[-+.\d][-+.\deE]*\s*,\s*([-+.\deE]+)', 1) AS DOUBLE)
            WHEN point_text LIKE '%lon%' THEN TRY_CAST(regexp_extract(point_text, 'lat\w*\W+?([-+.\d][-+.\deE]*)', 1) AS DOUBLE)
            ELSE TRY_CAST(trim(split_part(point_text, ',', 1)) AS DOUBLE)
        END AS second_number,
        CASE WHEN $counted THEN TRY_CAST(replace(count_text, ' ', '') AS INTEGER) ELSE 1 END AS number
    FROM delivered
)
SELECT
    CAST(moment AS DATE) AS fact_date,
    CAST(hour(COALESCE(clock, CASE WHEN $has_hour THEN moment END)) AS TINYINT) AS hour,
    COALESCE(NULLIF(trim(category), ''), 'Non précisé') AS category,
    NULLIF(trim(subcategory), '') AS subcategory,
    number AS count,
    CASE WHEN first_number IN (0, -1) AND second_number IN (0, -1) THEN NULL ELSE first_number END AS first_number,  -- longitude or x
    CASE WHEN first_number IN (0, -1) AND second_number IN (0, -1) THEN NULL ELSE second_number END AS second_number, -- latitude or y
    NULLIF(trim(zone_code), '') AS zone_code,
    NULLIF(trim(zone_label), '') AS zone_label,
    NULLIF(trim(record_id), '') AS record_id,
    CASE -- the reason is French: it is shown as it stands; NULL when the row is taken
        WHEN date_text IS NULL OR trim(date_text) = '' THEN 'date absente'
        WHEN moment IS NULL THEN 'date illisible'
        WHEN moment < DATE '1900-01-01' OR moment >= $tomorrow THEN 'date impossible (avant 1900 ou à venir)'
        WHEN number IS NULL OR number < 0 THEN 'nombre illisible'
        WHEN starts_with(lower(trim(COALESCE(zone_label, zone_code))), 'total') THEN 'ligne de total'
        WHEN starts_with(lower(trim(category)), 'total') THEN 'ligne de total'
        WHEN trim(COALESCE(point_text, first_text)) NOT IN ('', 'NA', 'None', 'null', '{}') AND first_number IS NULL
            THEN 'coordonnées illisibles'
        WHEN trim(COALESCE(point_text, second_text)) NOT IN ('', 'NA', 'None', 'null', '{}') AND second_number IS NULL
            THEN 'coordonnées illisibles'
    END AS reason
FROM typed
