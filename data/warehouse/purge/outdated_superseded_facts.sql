-- removes the superseded facts of a source older than what it keeps; see outdated_facts
DELETE FROM superseded_fact
WHERE source = $source
    AND CASE date_precision WHEN 'year' THEN year(fact_date) < year($kept_from) ELSE fact_date < $kept_from END
