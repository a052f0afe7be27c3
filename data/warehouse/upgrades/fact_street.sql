-- facts of a former version have no street; those of this one stay as they are
ALTER TABLE fact ADD COLUMN IF NOT EXISTS street VARCHAR
