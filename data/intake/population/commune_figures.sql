-- the commune's population and dwellings: the sum of its quartiers, else of its IRIS, when every one is known
UPDATE zone
SET population = figures.population, dwellings = figures.dwellings
FROM (
    SELECT
        CASE WHEN count(*) = count(population) THEN sum(population) END AS population,
        CASE WHEN count(*) = count(dwellings) THEN sum(dwellings) END AS dwellings
    FROM zone
    WHERE level = (
        SELECT level FROM zone WHERE level IN ('quartier', 'iris') AND population IS NOT NULL
        ORDER BY population_estimated, level = 'quartier' DESC LIMIT 1
    )
) AS figures
WHERE zone.level = 'commune'
