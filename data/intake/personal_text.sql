-- one row per text that names someone
CREATE OR REPLACE TEMP TABLE personal_text (text VARCHAR)
