-- removes every fact: they come back with their new zones
DELETE FROM fact
