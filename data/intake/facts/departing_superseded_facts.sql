-- removes every superseded fact: they come back with their new zones
DELETE FROM superseded_fact
