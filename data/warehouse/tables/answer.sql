-- one row per wave, respondent and answer to a question: several to a multiple choice, one that is NULL where nothing was ticked
CREATE TABLE IF NOT EXISTS answer (
    delivery INTEGER NOT NULL,
    wave VARCHAR NOT NULL,
    respondent INTEGER NOT NULL,
    question INTEGER NOT NULL,
    answer VARCHAR                     -- one of the scale
)
