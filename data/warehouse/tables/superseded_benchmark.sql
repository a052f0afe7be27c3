-- one row per figure of the State that a later edition revised, as it stood, so that undoing that file brings it back
CREATE TABLE IF NOT EXISTS superseded_benchmark AS
SELECT benchmark.*, CAST(NULL AS INTEGER) AS superseded_by -- the delivery that revised it
FROM benchmark
LIMIT 0
