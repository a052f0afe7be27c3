-- removes the figures that the State published of years older than what their source keeps
DELETE FROM benchmark
WHERE source = $source AND year < year($kept_from)
