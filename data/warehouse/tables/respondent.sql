-- one row per wave and person who answered; nothing that says who
CREATE TABLE IF NOT EXISTS respondent (
    delivery INTEGER NOT NULL,
    wave VARCHAR NOT NULL,
    respondent INTEGER NOT NULL,       -- 1 to n: never a number of the file
    zone_set INTEGER NOT NULL,         -- its zones, one at most of each level; 0 when it is located in none
    sex ENUM ('femmes', 'hommes'),     -- NULL where the file does not say, or says something else
    age VARCHAR,                       -- as in resident (1529) where the class is one of those, else as delivered
    weight DOUBLE,                     -- NULL where the file gives none
    cluster INTEGER                    -- those drawn together (a street, a building): never its name; NULL where not said
)
