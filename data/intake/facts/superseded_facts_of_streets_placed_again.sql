-- one row per superseded fact that is known by one of these streets alone
UPDATE superseded_fact
SET
    zone_set = located_street.zone_set,
    location = CASE WHEN located_street.is_known THEN 'street' ELSE 'none' END
FROM located_street
WHERE superseded_fact.street = located_street.street
    AND superseded_fact.lon IS NULL
    AND superseded_fact.location <> 'zone'
