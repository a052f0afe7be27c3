-- one row per territory, year and indicator of what the State publishes of recorded crime
CREATE TABLE IF NOT EXISTS benchmark (
    delivery INTEGER NOT NULL,
    source VARCHAR NOT NULL,           -- says whether the territory is a commune, a département or a région
    territory VARCHAR NOT NULL,        -- INSEE code
    year SMALLINT NOT NULL,
    indicator VARCHAR NOT NULL,        -- as published; only figures of one unit may be added
    unit VARCHAR NOT NULL,
    count INTEGER,                     -- NULL: not published, which is not zero
    rate DOUBLE,                       -- per 1,000 inhabitants, or dwellings for burglaries; NULL: not published
    population DOUBLE,
    dwellings DOUBLE
)
