-- one row per count that the file corrects: it leaves the facts, and is kept for whoever undoes the file
WITH superseded AS (
    DELETE FROM fact
    USING corrected
    WHERE fact.source = $source
        AND fact.date_precision = $precision
        AND corrected.new_number <> corrected.old_number
        AND fact.fact_date = corrected.fact_date
        AND fact.category = corrected.category
        AND fact.subcategory IS NOT DISTINCT FROM corrected.subcategory
        AND fact.zone_set = corrected.zone_set
    RETURNING fact.*
)
INSERT INTO superseded_fact BY NAME
SELECT *, $delivery AS superseded_by FROM superseded
