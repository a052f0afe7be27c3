-- facts of a former version have no digest of the name that designates no zone; those of this one stay as they are
ALTER TABLE fact ADD COLUMN IF NOT EXISTS unmatched UBIGINT
