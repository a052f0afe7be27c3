-- one row per row of the file that is set aside as already known
CREATE OR REPLACE TEMP TABLE duplicate (row BIGINT)
