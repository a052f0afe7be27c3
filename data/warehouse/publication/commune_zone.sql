-- one row: the commune, without figures yet
INSERT INTO zone (zone_code, level, vintage, label)
VALUES ($insee_code, 'commune', '', $name)
