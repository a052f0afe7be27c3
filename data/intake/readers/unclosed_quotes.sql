-- one row: quotes of the file just read that are opened, never closed, and swallow the rows under them
SELECT count(*) FROM torn_line WHERE error_type = 'UNQUOTED VALUE' AND contains(rtrim(csv_line, chr(10) || chr(13)), chr(10))
