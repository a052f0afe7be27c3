-- adds to each respondent whom it was drawn with, not said of a snapshot from before clusters
ALTER TABLE IF EXISTS respondent ADD COLUMN IF NOT EXISTS cluster INTEGER
