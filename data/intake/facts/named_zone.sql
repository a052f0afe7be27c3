-- one row: a zone as the file names it
INSERT INTO named VALUES ($zone_code, $zone_label, $level, $code)
