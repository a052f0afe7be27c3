-- one row per row refused; never the row's content
CREATE TABLE IF NOT EXISTS rejection (
    delivery INTEGER NOT NULL,
    row_number BIGINT NOT NULL,        -- as a spreadsheet shows it: 2 is the row under headers that have nothing over them
    reason VARCHAR NOT NULL
)
