-- one row per open file of data/reference/open_files.toml of which the snapshot holds something: how much, and its year where it has one
SELECT 'contours_iris' AS slug, count(*) AS number, CAST(NULL AS INTEGER) AS year FROM zone WHERE level = 'iris' HAVING count(*) > 0
UNION ALL
SELECT 'population_iris', count(DISTINCT iris), max(vintage) FROM resident HAVING count(*) > 0
UNION ALL
SELECT 'contours_qpv', count(*), NULL FROM zone WHERE level = 'qpv' HAVING count(*) > 0
UNION ALL
SELECT 'ssmsi_communes', count(DISTINCT territory), max(year) FROM benchmark WHERE source = 'ssmsi_communes' HAVING count(*) > 0
UNION ALL
SELECT 'adresses', count(*), NULL FROM address HAVING count(*) > 0
