-- adds to each zone the population of its file, unknown of a snapshot from before undoing
ALTER TABLE zone ADD COLUMN IF NOT EXISTS population_given DOUBLE
