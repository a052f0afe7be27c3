-- one row per zone whose limits changed, or that is no more, and change
CREATE TABLE IF NOT EXISTS former_zone (
    zone_code VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    geometry BLOB NOT NULL,            -- WKB, WGS84: the limits that it had
    replaced_at TIMESTAMP NOT NULL
)
