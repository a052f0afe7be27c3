-- takes the column of a level from the facts of a former version (or from the table and the column that replace these names)
ALTER TABLE fact DROP COLUMN quartier
