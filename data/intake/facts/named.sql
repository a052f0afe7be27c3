-- one row per zone as the file names it, with the zone's code
CREATE OR REPLACE TEMP TABLE named (
    zone_code VARCHAR,
    zone_label VARCHAR,
    level VARCHAR NOT NULL,
    code VARCHAR NOT NULL
)
