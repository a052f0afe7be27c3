-- removes the sets of zones of no fact and of no respondent any more
DELETE FROM zone_set
WHERE zone_set NOT IN (
    SELECT zone_set FROM fact
    UNION
    SELECT zone_set FROM superseded_fact
    UNION
    SELECT zone_set FROM respondent
)
