-- one row per fact that is known by one of these streets alone
UPDATE fact
SET
    zone_set = located_street.zone_set,
    location = CASE WHEN located_street.is_known THEN 'street' ELSE 'none' END
FROM located_street
WHERE fact.street = located_street.street
    AND fact.lon IS NULL
    AND fact.location <> 'zone'
