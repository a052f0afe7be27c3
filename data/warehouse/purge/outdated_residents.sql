-- removes the residents of censuses older than what their source keeps
DELETE FROM resident
WHERE vintage < year($kept_from)
    AND delivery IN (SELECT delivery FROM delivery WHERE source = $source)
