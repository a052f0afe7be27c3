-- one row per row of a pivot table, as text
CREATE OR REPLACE TEMP TABLE sheet AS
FROM sheet_rows
