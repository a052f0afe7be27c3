-- one row per new set of zones and zone of it
INSERT INTO zone_set BY NAME
SELECT * FROM arriving_zone_sets
