-- one row per fact of a former version (or row of the table that replaces this name): the set of its zones, from a column per level
UPDATE fact
SET zone_set = former.zone_set
FROM former
WHERE fact.quartier IS NOT DISTINCT FROM former.quartier
    AND fact.iris IS NOT DISTINCT FROM former.iris
    AND fact.qpv IS NOT DISTINCT FROM former.qpv
    AND fact.bailleur IS NOT DISTINCT FROM former.bailleur
