-- one row: rows of the file that give another count than the source had given
SELECT count(*)
FROM placed
SEMI JOIN corrected
    ON corrected.new_number <> corrected.old_number
    AND placed.fact_date = corrected.fact_date
    AND placed.category = corrected.category
    AND placed.subcategory IS NOT DISTINCT FROM corrected.subcategory
    AND placed.zone_set = corrected.zone_set
WHERE placed.reason IS NULL
