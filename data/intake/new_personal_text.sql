-- one row: a text that names someone
INSERT INTO personal_text VALUES ($text)
