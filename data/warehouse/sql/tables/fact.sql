-- one row per recorded fact, or per delivered aggregate (then count > 1 is possible)
CREATE TABLE fact (
    delivery INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    category VARCHAR NOT NULL,         -- as delivered; category_map gives the nomenclature's
    subcategory VARCHAR,
    fact_date DATE NOT NULL,           -- first day of the month or year when that is all the source knows
    date_precision VARCHAR NOT NULL,   -- day, month or year
    hour TINYINT,
    count INTEGER NOT NULL,
    quartier VARCHAR,                  -- zone code of each level, NULL when not located there
    iris VARCHAR,
    qpv VARCHAR,
    bailleur VARCHAR,
    location VARCHAR NOT NULL,         -- point, zone (the source names it) or none
    lon DECIMAL(7, 4),                 -- rounded to about 10 m, to locate again when zones change
    lat DECIMAL(6, 4),
    record_id VARCHAR                  -- the record's number in its source, to recognise it in a later delivery
)
