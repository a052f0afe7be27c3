-- one row per fact, then per superseded one, in the same order, with its new set of zones and how it is known
CREATE OR REPLACE TEMP TABLE fact_placed_again AS
SELECT
    fact.* REPLACE (
        located.zone_set AS zone_set,
        CASE
            WHEN fact.location = 'zone' OR fact.lon IS NOT NULL OR fact.street IS NULL THEN fact.location
            WHEN located.has_street THEN 'street'
            ELSE 'none'
        END AS location
    )
FROM (SELECT *, NULL AS superseded_by FROM fact UNION ALL BY NAME SELECT * FROM superseded_fact) AS fact
POSITIONAL JOIN located
