-- one row per number of a street, or per place of that number, in the commune's extract of the national base of addresses (BAN)
CREATE TABLE IF NOT EXISTS address (
    label VARCHAR NOT NULL,            -- the street, as published
    postcode VARCHAR NOT NULL,
    town VARCHAR NOT NULL,
    former_town VARCHAR,               -- the commune that this one took in, if any
    number INTEGER,
    suffix VARCHAR NOT NULL,           -- bis, ter, b…; empty for most
    lon DOUBLE NOT NULL,
    lat DOUBLE NOT NULL
)
