-- one row: rows of the file that give another count than the source had given
SELECT count(*)
FROM placed
SEMI JOIN corrected
    ON corrected.new_number <> corrected.old_number
    AND placed.fact_date = corrected.fact_date
    AND placed.category = corrected.category
    AND placed.subcategory IS NOT DISTINCT FROM corrected.subcategory
    AND placed.quartier IS NOT DISTINCT FROM corrected.quartier
    AND placed.iris IS NOT DISTINCT FROM corrected.iris
    AND placed.qpv IS NOT DISTINCT FROM corrected.qpv
    AND placed.bailleur IS NOT DISTINCT FROM corrected.bailleur
WHERE placed.reason IS NULL
