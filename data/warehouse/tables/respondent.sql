-- one row per wave and person who answered; nothing that says who
CREATE TABLE IF NOT EXISTS respondent (
    delivery INTEGER NOT NULL,
    wave VARCHAR NOT NULL,
    respondent INTEGER NOT NULL,       -- 1 to n: never a number of the file
    quartier VARCHAR,                  -- zone code of each level, NULL when not located there
    iris VARCHAR,
    qpv VARCHAR,
    bailleur VARCHAR,
    sex ENUM ('femmes', 'hommes'),     -- NULL where the file does not say, or says something else
    age VARCHAR,                       -- as in resident (1529) where the class is one of those, else as delivered
    weight DOUBLE                      -- NULL where the file gives none
)
