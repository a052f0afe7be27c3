-- the population of each IRIS of which residents are kept: as its zone file gave it, until residents give it again
UPDATE zone
SET population = population_given
WHERE level = 'iris' AND zone_code IN (SELECT iris FROM resident)
