-- one row per file loaded
CREATE TABLE IF NOT EXISTS delivery (
    delivery INTEGER PRIMARY KEY,
    source VARCHAR NOT NULL,
    kind VARCHAR,                      -- NULL where the rows are no facts
    file VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL,      -- SHA-256 of the file and of the way it was read
    loaded_at TIMESTAMP NOT NULL,
    rows_read BIGINT NOT NULL,
    loaded BIGINT NOT NULL,
    duplicate BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    period_first VARCHAR,              -- at the precision of the source: 2024, 2024-03 or 2024-03-14
    period_last VARCHAR
)
