-- one row per set of zones, one at most of each level, and zone of that set; set 0 has none
CREATE TABLE IF NOT EXISTS zone_set (
    zone_set INTEGER NOT NULL,
    level VARCHAR NOT NULL,
    zone_code VARCHAR NOT NULL,
    PRIMARY KEY (zone_set, level)
)
