-- one row: whether the dots or commas of the counts group thousands (1.200 is 1200)
-- They do where three digits follow each, not all zeros unless another count has no mark, and no count above 999 lacks them.
WITH written AS (
    SELECT trim(count_text) AS text FROM delivered WHERE regexp_matches(count_text, '^\s*\d')
),
counts AS (
    SELECT regexp_replace(text, '[.,]0{1,2}$', '') AS text, regexp_matches(text, '[.,]\d{3}[.,]\d') AS has_both FROM written
)
SELECT
    COALESCE(bool_and(regexp_matches(text, '^\d{1,3}([.,]\d{3})+\b')) FILTER (regexp_matches(text, '\d[.,]\d')), false)
    AND (
        COALESCE(bool_or(has_both OR regexp_matches(text, '[.,]\d*[1-9]')), false)
        OR COALESCE(bool_or(NOT regexp_matches(text, '[.,]')), false)
    )
    AND NOT COALESCE(bool_or(regexp_matches(text, '^\d{4,}')), false)
FROM counts
