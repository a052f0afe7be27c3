-- one row per row of the file whose count the source had already given, unchanged
INSERT INTO duplicate
SELECT placed.row
FROM placed
JOIN corrected
    ON placed.fact_date = corrected.fact_date
    AND placed.category = corrected.category
    AND placed.subcategory IS NOT DISTINCT FROM corrected.subcategory
    AND placed.zone_set = corrected.zone_set
WHERE placed.reason IS NULL AND corrected.new_number = corrected.old_number
