-- one row per territory, year and indicator of what the SSMSI publishes of communes and of one département, in the order of loading
-- The former tables (état 4001) count other things, without a rate: they are never set beside it.
SELECT territory, year, indicator, unit, count AS n_events, rate, population, dwellings
FROM benchmark
WHERE source = 'ssmsi_communes' OR (source = 'ssmsi_departements' AND territory = $departement)
ORDER BY delivery, territory, year, indicator
