-- one row per wave and question that has closed answers
CREATE TABLE IF NOT EXISTS question (
    delivery INTEGER NOT NULL,
    wave VARCHAR NOT NULL,
    question INTEGER NOT NULL,         -- 1 to n, in the order of the file
    key VARCHAR,                       -- under which waves and surveys are compared; NULL when the profile does not say
    wording VARCHAR NOT NULL,
    type ENUM ('single', 'multiple', 'number') NOT NULL,
    scale VARCHAR[] NOT NULL,          -- the answers that could be given if the profile says so, else those that were, in order
    n_other BIGINT NOT NULL            -- answers not kept: outside the scale of the profile, or words of one respondent alone
)
