-- removes what the file counts anew: same IRIS, same census
DELETE FROM resident
USING arriving_residents AS arriving
WHERE resident.iris = arriving.iris AND resident.vintage = arriving.vintage
