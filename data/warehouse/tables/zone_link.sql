-- one row per delivery, zone and IRIS that share residents; of a level, the latest delivery counts
CREATE TABLE IF NOT EXISTS zone_link (
    delivery INTEGER NOT NULL,
    level VARCHAR NOT NULL,
    zone_code VARCHAR NOT NULL,
    iris VARCHAR NOT NULL,
    share DOUBLE                       -- of the residents of the IRIS, 0 to 1; NULL when the file does not say: by surface, else equal
)
