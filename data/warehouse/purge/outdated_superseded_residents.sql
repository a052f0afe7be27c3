-- removes the superseded residents of censuses older than what their source keeps
DELETE FROM superseded_resident
WHERE vintage < year($kept_from)
    AND delivery IN (SELECT delivery FROM delivery WHERE source = $source)
