-- one row per fact, then per superseded one, in the same order, with its new set of zones
CREATE OR REPLACE TEMP TABLE fact_placed_again AS
SELECT fact.* REPLACE (located.zone_set AS zone_set)
FROM (SELECT *, NULL AS superseded_by FROM fact UNION ALL BY NAME SELECT * FROM superseded_fact) AS fact
POSITIONAL JOIN located
