-- one row per delivered row, in the order of the file: typed, with the reason to refuse it, if any
-- Millions of rows pass here: the usual spelling is tried first, the others only for the rows that need them.
-- A date of another spelling is left as text, to be read apart; the reason is then the one that remains if it can be.
WITH plain AS (
    SELECT
        *,
        -- « 12 faits » is 12, as a thousand million is not.
        regexp_replace(
            regexp_replace(trim(count_text), '^(\d[\d\s.,\x{A0}\x{202F}]*)[\s\x{A0}\x{202F}]+(faits?|cas|actes?|fiches?|plaintes?|signalements?|interventions?|incidents?|infractions?|appels?|dossiers?|demandes?|accidents?|vols?|personnes?|m[ée]diations?)\.?$', '\1', 'i'),
            '[\s\x{A0}\x{202F}]', '', 'g'
        ) AS count_plain
    FROM delivered
),
typed AS (
    SELECT
        plain.* REPLACE (
            NULLIF(trim(category), '') AS category,
            NULLIF(trim(zone_code), '') AS zone_code,
            NULLIF(trim(zone_label), '') AS zone_label
        ),
        usual_moment(date_text, $formats, $time_zone) AS moment,
        try_strptime(trim(time_text), ['%H:%M', '%H:%M:%S', '%Hh%M', '%Hh']) AS clock,
        CASE
            WHEN point_text IS NULL THEN {'lon': first_text, 'lat': second_text}
            WHEN regexp_full_match(point_text, '\s*-?\d+\.\d+\s*,\s*-?\d+\.\d+\s*')
                THEN {'lon': split_part(point_text, ',', 2), 'lat': split_part(point_text, ',', 1)}
            -- A line or a surface, in WKT or in GeoJSON, is known by a point inside it.
            WHEN regexp_matches(point_text, '(?i)(polygon|linestring|multipoint|geometrycollection)\W')
                THEN regexp_extract(interior_point(point_text), '(\S+) (\S+)', ['lon', 'lat'])
            WHEN contains(point_text, 'coordinates')
                THEN regexp_extract(point_text, 'coordinates\W+?([-+.\d][-+.\deE]*)\s*,\s*([-+.\deE]+)', ['lon', 'lat'])
            WHEN regexp_matches(point_text, '(?i)point\s*(zm?|m)?\s*\(')
                THEN regexp_extract(
                    point_text, '(?i)point\s*(?:zm?|m)?\s*\(\s*([-+.\deE]+)\s+([-+.\deE]+)', ['lon', 'lat']
                )
            WHEN regexp_matches(point_text, '(?i)\b(lon|lng)')
                THEN {
                    'lon': regexp_extract(point_text, '(?i)\b(?:lon|lng)\w*\W+?([-+.\d][-+.\deE]*)', 1),
                    'lat': regexp_extract(point_text, '(?i)\blat\w*\W+?([-+.\d][-+.\deE]*)', 1)
                }
            -- (48.1, -1.71), 48.1 -1.71, [48.1;-1.71]
            WHEN regexp_full_match(point_text, '[\s(\[]*[-+]?\d+(\.\d+)?\s*[,;\s|/]\s*[-+]?\d+(\.\d+)?[\s)\]]*')
                THEN regexp_extract(point_text, '([-+]?\d[\d.]*)\s*[,;\s|/]\s*([-+]?\d[\d.]*)', ['lat', 'lon'])
            -- 48,1;-1,71, (48,1 -1,71), 48,1, -1,71
            WHEN regexp_full_match(point_text, '[\s(\[]*[-+]?\d+,\d+(\s*[;|/]\s*|,?\s+)[-+]?\d+,\d+[\s)\]]*')
                THEN regexp_extract(point_text, '([-+]?\d+,\d+)(?:\s*[;|/]\s*|,?\s+)([-+]?\d+,\d+)', ['lat', 'lon'])
            -- 43°36'12"N 1°26'38"E
            WHEN regexp_matches(point_text, '(?i)\d.*[°º˚NSEWO].*\d')
                THEN regexp_extract(degrees_as_text(point_text), '(\S+) (\S+)', ['lat', 'lon'])
        END AS point_parts,
        COALESCE(
            TRY_CAST(point_parts['lon'] AS DOUBLE), TRY_CAST(replace(point_parts['lon'], ',', '.') AS DOUBLE),
            CASE WHEN regexp_matches(first_text, '\d\D+\d|[°º˚A-Za-z]') THEN TRY_CAST(degrees_as_text(first_text) AS DOUBLE) END
        ) AS first_number,
        COALESCE(
            TRY_CAST(point_parts['lat'] AS DOUBLE), TRY_CAST(replace(point_parts['lat'], ',', '.') AS DOUBLE),
            CASE WHEN regexp_matches(second_text, '\d\D+\d|[°º˚A-Za-z]') THEN TRY_CAST(degrees_as_text(second_text) AS DOUBLE) END
        ) AS second_number,
        CASE
            WHEN NOT $counted THEN 1
            -- Spaces group thousands, and so do dots or commas where those of the column do; only zeros may follow a comma else.
            ELSE TRY_CAST(regexp_replace(
                CASE WHEN $by_thousands THEN regexp_replace(count_plain, '[.,](\d{3})\b', '\1', 'g') ELSE count_plain END,
                '[.,]0+$', ''
            ) AS DECIMAL(18, 3))
        END AS number
    FROM plain
),
judged AS (
    SELECT
        *,
        COALESCE(hour(clock), CASE WHEN $has_hour AND (contains(date_text, ':') OR contains(date_text, 'h')) THEN hour(moment) END) AS hour,
        CASE WHEN moment IS NULL AND trim(date_text) <> '' THEN date_text END AS unusual_date,
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
    CAST(hour AS TINYINT) AS hour,
    unusual_date,
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
    -- Stable whatever the version of DuckDB, as its hash is not.
    CASE WHEN is_placeless AND trim(address_text) <> ''
        THEN md5_number_lower(trim(regexp_replace(lower(strip_accents(address_text)), '[^a-z0-9]+', ' ', 'g'))) END AS address_digest,
    zone_code,
    zone_label,
    -- A spreadsheet that rounds numbers makes one of many.
    CASE WHEN NOT regexp_full_match(CASE WHEN contains(record_id, '+') THEN trim(record_id) END, '\d([.,]\d+)?[eE]\+\d+') IS TRUE
        THEN NULLIF(trim(record_id), '') END AS record_id,
    CASE -- the reason is French: it is shown as it stands; NULL when the row is taken
        WHEN is_total THEN 'ligne de total'
        WHEN moment IS NULL AND unusual_date IS NULL THEN 'date absente'
        WHEN moment < TIMESTAMP '1900-01-01' OR moment >= $tomorrow THEN 'date impossible (avant 1900 ou à venir)'
        WHEN $counted AND COALESCE(count_plain, '') = '' THEN 'nombre absent'
        WHEN $counted AND number IS NULL AND regexp_full_match(strip_accents(lower(count_plain)), '([<≤]=?\d+|(moinsde|inferieura|inf\.?a)\d+|\d+oumoins|[\[(]?(entre)?\d+(-|–|a|et|;)\d+[\])]?|n[./]?[scdarp]\.?|s\.?s?\.?|c\.?|conf(identiel)?\.?|secret(statistique)?|non(communique|disponible|significatif)|\*+|[-–—]+|…|\.{2,3})') THEN 'nombre non communiqué'
        WHEN $counted AND (number IS NULL OR number < 0 OR number > 2147483647 OR number <> floor(number)) THEN 'nombre illisible'
        WHEN lower(COALESCE(zone_label, zone_code)) LIKE 'total%' OR lower(zone_label) IN ('ensemble', 'ensemble de la commune', 'ensemble de la ville', 'sous-total', 'sous total') OR lower(category) LIKE 'total%' THEN 'ligne de total'
        WHEN len($quiet) > 0 AND list_contains($quiet, lower(trim(subcategory))) THEN 'rien à signaler'
        WHEN first_number IS NULL AND NOT regexp_full_match(COALESCE(point_text, first_text), '(?i)\s*(NA|None|null|\{\}|POINT EMPTY)?\s*')
            THEN 'coordonnées illisibles'
        WHEN second_number IS NULL AND NOT regexp_full_match(COALESCE(point_text, second_text), '(?i)\s*(NA|None|null|\{\}|POINT EMPTY)?\s*')
            THEN 'coordonnées illisibles'
    END AS reason
FROM judged
