-- facts of a former version have no digest of their place; those of this one stay as they are
ALTER TABLE fact ADD COLUMN IF NOT EXISTS unmatched UTINYINT
