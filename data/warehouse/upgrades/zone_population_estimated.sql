-- adds to each zone whether its population was estimated, of a snapshot from before estimates
ALTER TABLE zone ADD COLUMN IF NOT EXISTS population_estimated BOOLEAN DEFAULT false
