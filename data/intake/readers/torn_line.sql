-- one row per torn line of a text table: none here, of a table that has no lines
CREATE OR REPLACE TEMP TABLE torn_line (line BIGINT)
