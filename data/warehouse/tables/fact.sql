-- one row per recorded fact, or per delivered aggregate (then count > 1 is possible)
CREATE TABLE IF NOT EXISTS fact (
    delivery INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    kind ENUM ('plainte', 'signalement', 'main_courante', 'mediation', 'accident') NOT NULL,
    category VARCHAR NOT NULL,         -- as delivered; category_map gives the nomenclature's
    subcategory VARCHAR,
    fact_date DATE NOT NULL,           -- first day of the month or year when that is all the source knows
    date_precision ENUM ('day', 'month', 'year') NOT NULL,
    hour TINYINT,
    count INTEGER NOT NULL,
    zone_set INTEGER NOT NULL,         -- its zones, one at most of each level; 0 when it is located in none
    -- How it was located: by its coordinates, its number in a street, its street alone, the zone that the source names.
    location ENUM ('point', 'address', 'street', 'zone', 'none') NOT NULL,
    lon DECIMAL(7, 4),                 -- rounded to about 10 m, in the zones of the exact point, to locate again when zones change
    lat DECIMAL(6, 4),
    -- The record's number in its source, to recognise it in a later delivery. All different, so that compressing them costs
    -- a fifth of a load and gains little.
    record_id VARCHAR USING COMPRESSION uncompressed,
    street VARCHAR,                    -- comparable name, of a fact known by its street alone: its zones are those of the whole street; where lon is NULL, as the file writes it
    moved STRUCT(east TINYINT, north TINYINT), -- steps from the nearest rounding to the one kept; NULL for most, where they are one
    -- Of a fact that has no point: digest, one of 255 numbers, of what its source wrote of its place and that its zone does not tell (its address, a name that
    -- designates no zone), 0 for nothing, to recognise it in a later delivery. NULL for all others, and for facts of a version that kept none.
    unmatched UTINYINT
)
