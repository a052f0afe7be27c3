-- removes the counts that the file corrects
DELETE FROM fact
USING corrected
WHERE fact.source = $source
    AND fact.date_precision = $precision
    AND corrected.new_number <> corrected.old_number
    AND fact.fact_date = corrected.fact_date
    AND fact.category = corrected.category
    AND fact.subcategory IS NOT DISTINCT FROM corrected.subcategory
    AND fact.quartier IS NOT DISTINCT FROM corrected.quartier
    AND fact.iris IS NOT DISTINCT FROM corrected.iris
    AND fact.qpv IS NOT DISTINCT FROM corrected.qpv
    AND fact.bailleur IS NOT DISTINCT FROM corrected.bailleur
