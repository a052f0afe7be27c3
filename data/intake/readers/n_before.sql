-- no row: how many lines of the file stand over the headers of the table that is read
SET VARIABLE n_before = $n_before
