-- one row per IRIS, census, sex and age class; classes do not overlap, so that they may be added
CREATE TABLE IF NOT EXISTS resident (
    delivery INTEGER NOT NULL,
    iris VARCHAR NOT NULL,
    vintage SMALLINT NOT NULL,         -- year of the census
    sex ENUM ('femmes', 'hommes'),     -- NULL, as the age, where the file does not tell residents apart
    age VARCHAR,                       -- first and last year: 0014, 1529, 3044, 4559, 6074, 75P
    number DOUBLE NOT NULL             -- weighted, hence decimal
)
