-- one row per delivery and street that its addresses may name, without being sure; never a number nor a text that names no street
CREATE TABLE IF NOT EXISTS address_review (
    delivery INTEGER NOT NULL,
    street VARCHAR NOT NULL,           -- comparable name, as the file writes it; empty for all that resemble no street
    suggestion VARCHAR,                -- the street that it resembles most, as published; NULL where there is none
    score DOUBLE NOT NULL,             -- 0 to 1: how much
    n_facts BIGINT NOT NULL
)
