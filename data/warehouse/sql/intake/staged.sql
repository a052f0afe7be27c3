-- one row per delivered row, in the order of the file
CREATE OR REPLACE TEMP TABLE staged (
    fact_date DATE,
    hour TINYINT,
    category VARCHAR,
    subcategory VARCHAR,
    count INTEGER,
    first_number DOUBLE,               -- longitude or x
    second_number DOUBLE,              -- latitude or y
    zone_code VARCHAR,
    zone_label VARCHAR,
    record_id VARCHAR,
    reason VARCHAR                     -- French reason to refuse the row; NULL when it is taken
)
