-- one row: how many numbers an extract brings, changes or removes
SELECT count(*)
FROM (
    (FROM arriving_address EXCEPT ALL FROM address)
    UNION ALL
    (FROM address EXCEPT ALL FROM arriving_address)
)
