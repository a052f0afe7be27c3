-- removes the superseded figures of years older than what their source keeps
DELETE FROM superseded_benchmark
WHERE source = $source AND year < year($kept_from)
