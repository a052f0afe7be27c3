-- one row per refused row, torn lines included
INSERT INTO rejection
SELECT $delivery, row_number + 1 + getvariable('n_before'), reason FROM benchmark_row WHERE reason IS NOT NULL
UNION ALL
SELECT DISTINCT $delivery, line, 'ligne incomplète ou mal fermée' FROM torn_line
