-- removes every address: those of a newer extract replace them
DELETE FROM address
