-- one row per fact, in the same order, with the zones of its point or the zone that its source named, if it still exists
CREATE TEMP TABLE fact_placed_again AS
SELECT fact.* REPLACE (
    CASE WHEN fact.location = 'zone' THEN (SELECT zone_code FROM zone WHERE level = 'quartier' AND zone_code = fact.quartier)
        ELSE located.quartier END AS quartier,
    CASE WHEN fact.location = 'zone' THEN (SELECT zone_code FROM zone WHERE level = 'iris' AND zone_code = fact.iris)
        ELSE located.iris END AS iris,
    CASE WHEN fact.location = 'zone' THEN (SELECT zone_code FROM zone WHERE level = 'qpv' AND zone_code = fact.qpv)
        ELSE located.qpv END AS qpv,
    CASE WHEN fact.location = 'zone' THEN (SELECT zone_code FROM zone WHERE level = 'bailleur' AND zone_code = fact.bailleur)
        ELSE located.bailleur END AS bailleur
)
FROM fact
POSITIONAL JOIN located
