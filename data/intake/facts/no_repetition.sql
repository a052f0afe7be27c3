-- one row per row that repeats another one of the same file: none yet
CREATE OR REPLACE TEMP TABLE repeated_row (row BIGINT)
