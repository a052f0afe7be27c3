-- one row: facts of a delivery without a zone, for quartier, iris, qpv and bailleur in this order
SELECT
    COALESCE(sum(count) FILTER (quartier IS NULL), 0),
    COALESCE(sum(count) FILTER (iris IS NULL), 0),
    COALESCE(sum(count) FILTER (qpv IS NULL), 0),
    COALESCE(sum(count) FILTER (bailleur IS NULL), 0)
FROM fact
WHERE delivery = $delivery
