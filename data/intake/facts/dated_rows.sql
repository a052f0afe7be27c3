-- one row per delivered row, in the order of the file, with the moment of a date of no usual spelling
-- A join alone would lose the order of the rows.
SELECT ordered.* EXCLUDE (row), moment_of_text.moment AS read_moment, moment_of_text.hour AS read_hour
FROM (SELECT *, row_number() OVER () AS row FROM delivered_rows) AS ordered
LEFT JOIN moment_of_text ON ordered.date_text = moment_of_text.text
ORDER BY ordered.row
