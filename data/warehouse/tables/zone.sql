-- one row per zone and level; the commune is a zone of level 'commune'
CREATE TABLE IF NOT EXISTS zone (
    zone_code VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    vintage VARCHAR NOT NULL,          -- digest of the geometries: names the published outline
    label VARCHAR NOT NULL,
    population DOUBLE,                 -- residents; NULL when the zone file does not say
    dwellings DOUBLE,
    geometry BLOB,                     -- WKB, WGS84; NULL for a commune without zones
    population_estimated BOOLEAN DEFAULT false, -- shared out from the IRIS that it cuts, by surface
    population_given DOUBLE,           -- as the zone file says; of an IRIS, the residents delivered since replace it
    PRIMARY KEY (level, zone_code)
)
