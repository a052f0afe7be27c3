-- one row per accident of the commune in a national file (BAAC), as text, written as its editions from 2019 on write it
-- Until 2018: years of one or two digits, 130 for 01:30, degrees without their decimal mark (5038178), and a commune of three digits beside
-- the number of its département followed by 0 (620 for 62, 201 for 2A), overseas by its own (974).
WITH coded AS (
    SELECT
        *,
        CASE
            WHEN length(trim(commune)) > 3 THEN lpad(trim(commune), 5, '0')
            WHEN trim(departement) IN ('201', '202') THEN if(trim(departement) = '201', '2A', '2B') || lpad(trim(commune), 3, '0')
            ELSE left(lpad(trim(departement), 3, '0'), 2) || lpad(trim(commune), 3, '0')
        END AS code,
        regexp_full_match(trim(second_text), '-?\d{4,}') AS is_unmarked
    FROM delivered_everywhere
)
SELECT * EXCLUDE (code, is_unmarked) REPLACE (
    regexp_replace(regexp_replace(date_text, '^(\d)-', '0\1-'), '^(\d\d)-', '20\1-') AS date_text,
    regexp_replace(
        if(contains(time_text, ':'), time_text, lpad(NULLIF(trim(time_text), ''), 4, '0')), '^(\d\d)(\d\d)$', '\1:\2'
    ) AS time_text,
    if(is_unmarked, CAST(TRY_CAST(first_text AS DOUBLE) / 1e5 AS VARCHAR), first_text) AS first_text,
    if(is_unmarked, CAST(TRY_CAST(second_text AS DOUBLE) / 1e5 AS VARCHAR), second_text) AS second_text
)
FROM coded
WHERE code = $insee_code OR starts_with(code, $prefix)
