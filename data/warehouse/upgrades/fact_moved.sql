-- facts of a former version were rounded to the nearest; those of this one stay as they are
ALTER TABLE fact ADD COLUMN IF NOT EXISTS moved STRUCT(east TINYINT, north TINYINT)
