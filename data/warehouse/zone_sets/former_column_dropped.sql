-- takes the column of a level from the facts of a former version (or from the table and the column that take the place of these names)
ALTER TABLE fact DROP COLUMN quartier
