-- removes the rows that are not set aside after all: they give a place to a fact that had none
DELETE FROM duplicate
WHERE row IN (SELECT row FROM placed_since)
