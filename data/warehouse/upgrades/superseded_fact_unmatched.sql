-- superseded facts of a former version may come back among those of this one
ALTER TABLE IF EXISTS superseded_fact ADD COLUMN IF NOT EXISTS unmatched UTINYINT
