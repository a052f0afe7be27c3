-- removes the facts of a source older than what it keeps; a year without its months goes once it is wholly older
DELETE FROM fact
WHERE source = $source
    AND CASE date_precision WHEN 'year' THEN year(fact_date) < year($kept_from) ELSE fact_date < $kept_from END
