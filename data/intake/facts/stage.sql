-- one row per delivered row, in the order of the file: typed, with the reason to refuse it, if any
-- Millions of rows pass here: the usual spelling is tried first, the others only for the rows that need them.
WITH typed AS (
    SELECT
        delivered.* REPLACE (
            NULLIF(trim(category), '') AS category,
            NULLIF(trim(zone_code), '') AS zone_code,
            NULLIF(trim(zone_label), '') AS zone_label
        ),
        COALESCE(
            try_strptime(date_text, $formats),
            -- A time with its offset from UTC is that of the commune's clocks.
            CASE WHEN regexp_matches(date_text, ':\d\d(\.\d+)?\s?(Z|[-+]\d\d(:?\d\d)?)\s*$')
                THEN timezone($time_zone, TRY_CAST(trim(date_text) AS TIMESTAMPTZ)) END,
            try_strptime(trim(date_text), $formats),
            -- 1er mars 2024, mardi 12 déc. 2024.
            TRY(make_timestamp(
                CAST(regexp_extract(date_text, '(\d{4})\s*$', 1) AS BIGINT),
                $month_numbers[list_position(
                    $month_names, strip_accents(lower(regexp_extract(date_text, '\d\s*(?:er)?\s+(\pL+)\.?\s+\d{4}\s*$', 1)))
                )],
                CAST(regexp_extract(date_text, '^\s*(?:\pL+\s+)?(\d{1,2})\s*(?:er)?\s', 1) AS BIGINT),
                0, 0, 0
            )),
            -- A workbook that lost its formats keeps days as their number since 30 December 1899: 1954 to 2119 here.
            TIMESTAMP '1899-12-30'
            + to_days(TRY_CAST(regexp_extract(trim(date_text), '^([2-7]\d{4})([.,]\d+)?$', 1) AS INTEGER))
        ) AS moment,
        try_strptime(trim(time_text), ['%H:%M', '%H:%M:%S', '%Hh%M', '%Hh']) AS clock,
        CASE
            WHEN point_text IS NULL
                THEN COALESCE(TRY_CAST(first_text AS DOUBLE), TRY_CAST(replace(first_text, ',', '.') AS DOUBLE))
            WHEN point_text LIKE '%coordinates%'
                THEN TRY_CAST(regexp_extract(point_text, 'coordinates\W+?([-+.\d][-+.\deE]*)', 1) AS DOUBLE)
            WHEN point_text LIKE '%lon%'
                THEN TRY_CAST(regexp_extract(point_text, 'lon\w*\W+?([-+.\d][-+.\deE]*)', 1) AS DOUBLE)
            ELSE TRY_CAST(trim(split_part(point_text, ',', 2)) AS DOUBLE)
        END AS first_number,
        CASE
            WHEN point_text IS NULL
                THEN COALESCE(TRY_CAST(second_text AS DOUBLE), TRY_CAST(replace(second_text, ',', '.') AS DOUBLE))
            WHEN point_text LIKE '%coordinates%'
                THEN TRY_CAST(regexp_extract(point_text, 'coordinates\W+?[-+.\d][-+.\deE]*\s*,\s*([-+.\deE]+)', 1) AS DOUBLE)
            WHEN point_text LIKE '%lon%'
                THEN TRY_CAST(regexp_extract(point_text, 'lat\w*\W+?([-+.\d][-+.\deE]*)', 1) AS DOUBLE)
            ELSE TRY_CAST(trim(split_part(point_text, ',', 1)) AS DOUBLE)
        END AS second_number,
        CASE
            WHEN NOT $counted THEN 1
            -- Spaces group thousands; only zeros may follow the comma of a count.
            ELSE TRY_CAST(regexp_replace(regexp_replace(count_text, '[\s\x{A0}\x{202F}]', '', 'g'), '[.,]0+$', '') AS DECIMAL(18, 3))
        END AS number
    FROM delivered
),
judged AS (
    SELECT
        *,
        first_number IS NULL OR second_number IS NULL
        OR (first_number IN (0, -1) AND second_number IN (0, -1))
        -- A geocoder answers the town's centre rather than nothing, and another street rather than none.
        OR ($geocoded AND COALESCE(result_type, '') NOT IN ('housenumber', 'street', 'locality'))
        OR ($geocoded AND COALESCE(TRY_CAST(replace(result_score, ',', '.') AS DOUBLE) < 0.5, false))
            AS is_placeless
    FROM typed
)
SELECT
    file_row,
    CAST(moment AS DATE) AS fact_date,
    CAST(hour(COALESCE(clock, CASE WHEN $has_hour AND (contains(date_text, ':') OR contains(date_text, 'h')) THEN moment END)) AS TINYINT)
        AS hour,
    COALESCE(category, $nature) AS category,
    NULLIF(trim(subcategory), '') AS subcategory,
    TRY_CAST(number AS INTEGER) AS count,
    CASE WHEN NOT is_placeless THEN first_number END AS first_number,   -- longitude or x
    CASE WHEN NOT is_placeless THEN second_number END AS second_number, -- latitude or y
    CAST(
        CASE
            WHEN is_placeless THEN NULL
            WHEN NOT $geocoded THEN 'point'
            WHEN result_type = 'housenumber' THEN 'address'
            ELSE 'street'
        END AS ENUM ('point', 'address', 'street')
    ) AS location,
    -- What may locate it: its address where it has no coordinates, its street where these are the street's.
    CASE
        WHEN is_placeless THEN NULLIF(trim(address_text), '')
        WHEN $geocoded AND result_type <> 'housenumber' THEN NULLIF(trim(result_name), '')
    END AS address,
    zone_code,
    zone_label,
    NULLIF(trim(record_id), '') AS record_id,
    CASE -- the reason is French: it is shown as it stands; NULL when the row is taken
        WHEN moment IS NULL THEN CASE WHEN trim(date_text) <> '' THEN 'date illisible' ELSE 'date absente' END
        WHEN moment < TIMESTAMP '1900-01-01' OR moment >= $tomorrow THEN 'date impossible (avant 1900 ou à venir)'
        WHEN $counted AND (number IS NULL OR number < 0 OR number > 2147483647 OR number <> floor(number)) THEN 'nombre illisible'
        WHEN lower(COALESCE(zone_label, zone_code)) LIKE 'total%' OR lower(category) LIKE 'total%' THEN 'ligne de total'
        WHEN len($quiet) > 0 AND list_contains($quiet, lower(trim(subcategory))) THEN 'rien à signaler'
        WHEN first_number IS NULL AND NOT regexp_full_match(COALESCE(point_text, first_text), '\s*(NA|None|null|\{\})?\s*')
            THEN 'coordonnées illisibles'
        WHEN second_number IS NULL AND NOT regexp_full_match(COALESCE(point_text, second_text), '\s*(NA|None|null|\{\})?\s*')
            THEN 'coordonnées illisibles'
    END AS reason
FROM judged
