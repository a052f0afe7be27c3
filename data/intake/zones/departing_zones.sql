-- removes the zones of a level
DELETE FROM zone
WHERE level = $level
