-- one row per row that repeats another one of the same file
INSERT INTO rejection
SELECT $delivery, row + 2 + getvariable('n_before'), 'ligne répétée dans le fichier' FROM repeated_row
