-- one row: how many files a source has delivered
SELECT count(*)
FROM delivery
WHERE source = $source
