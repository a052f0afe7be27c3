-- one row: inhabitants of the commune, or NULL
SELECT population FROM zone WHERE level = 'commune'
