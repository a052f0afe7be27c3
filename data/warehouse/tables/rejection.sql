-- one row per row refused; never the row's content
CREATE TABLE IF NOT EXISTS rejection (
    delivery INTEGER NOT NULL,
    row_number BIGINT NOT NULL,        -- 1 is the first row under the headers
    reason VARCHAR NOT NULL
)
