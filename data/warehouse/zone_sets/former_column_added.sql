-- gives each fact of a former version a set of zones (or each row of the table that replaces this name)
ALTER TABLE fact ADD COLUMN zone_set INTEGER DEFAULT 0
