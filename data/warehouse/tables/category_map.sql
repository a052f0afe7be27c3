-- one row per source and category as delivered
CREATE TABLE IF NOT EXISTS category_map (
    source VARCHAR NOT NULL,
    delivered VARCHAR NOT NULL,
    category VARCHAR NOT NULL,         -- the nomenclature's slug, or the delivered label when it knows none
    PRIMARY KEY (source, delivered)
)
