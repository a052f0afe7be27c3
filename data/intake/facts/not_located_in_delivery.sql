-- one row: facts or respondents of a delivery without a zone, for quartier, iris, qpv and bailleur in this order
SELECT
    COALESCE(sum(count) FILTER (quartier IS NULL), 0),
    COALESCE(sum(count) FILTER (iris IS NULL), 0),
    COALESCE(sum(count) FILTER (qpv IS NULL), 0),
    COALESCE(sum(count) FILTER (bailleur IS NULL), 0)
FROM (
    SELECT count, quartier, iris, qpv, bailleur FROM fact WHERE delivery = $delivery
    UNION ALL
    SELECT 1, quartier, iris, qpv, bailleur FROM respondent WHERE delivery = $delivery
)
