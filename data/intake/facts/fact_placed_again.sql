-- one row per fact, then per superseded one, in the same order, with the zones of its point or street, else those that still exist of the
-- zone that its source named, or of a fact whose point could not be kept
CREATE OR REPLACE TEMP TABLE fact_placed_again AS
SELECT fact.* REPLACE (
    COALESCE(
        located.quartier, (SELECT zone_code FROM zone WHERE level = 'quartier' AND zone_code = fact.quartier AND (fact.location = 'zone' OR fact.lon IS NULL))
    ) AS quartier,
    COALESCE(
        located.iris, (SELECT zone_code FROM zone WHERE level = 'iris' AND zone_code = fact.iris AND (fact.location = 'zone' OR fact.lon IS NULL))
    ) AS iris,
    COALESCE(
        located.qpv, (SELECT zone_code FROM zone WHERE level = 'qpv' AND zone_code = fact.qpv AND (fact.location = 'zone' OR fact.lon IS NULL))
    ) AS qpv,
    COALESCE(
        located.bailleur, (SELECT zone_code FROM zone WHERE level = 'bailleur' AND zone_code = fact.bailleur AND (fact.location = 'zone' OR fact.lon IS NULL))
    ) AS bailleur
)
FROM (SELECT *, NULL AS superseded_by FROM fact UNION ALL BY NAME SELECT * FROM superseded_fact) AS fact
POSITIONAL JOIN located
