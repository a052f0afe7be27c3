-- one row per survey and wave
CREATE TABLE IF NOT EXISTS wave (
    delivery INTEGER NOT NULL,
    survey VARCHAR NOT NULL,           -- its source
    wave VARCHAR NOT NULL,             -- label, as the file says it or whoever loaded it
    audience ENUM ('habitants', 'partenaires') NOT NULL,
    year SMALLINT NOT NULL,            -- in which most of it was answered
    first_answer DATE,                 -- NULL, as the last, where the file does not date its answers
    last_answer DATE,
    PRIMARY KEY (survey, wave)
)
