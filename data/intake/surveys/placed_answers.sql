-- one row per row of a survey's file, in its order, with the reason to refuse it
CREATE OR REPLACE TEMP VIEW placed AS
SELECT row, row AS file_row, reason FROM judged
